import type { TestTenant } from '../factories/tenant.js';
import type { Answer, TestApp } from './app.js';

type Kind = 'emails' | 'phones';
type Stored = Record<string, any>;

const ID = { emails: 'email_id', phones: 'phone_id' } as const;

/** Reads and writes the emails and phones of a tenant's customers through the contacts contract. */
export function contactRecords(app: TestApp, tenant: TestTenant) {
  const contacts = () => app.as(tenant).contacts;
  const list = async (id: number, what: Kind): Promise<Stored[]> =>
    (await contacts().get(`/customers/${id}/${what}`)).body[what] as Stored[];
  return {
    emails: (id: number) => list(id, 'emails'),
    phones: (id: number) => list(id, 'phones'),
    values: async (id: number, what: Kind): Promise<string[]> =>
      (await list(id, what)).map((record) => record[what === 'emails' ? 'email' : 'phone'] as string),
    add: async (id: number, what: Kind, fields: object): Promise<number> => {
      const answer = await contacts().post(`/customers/${id}/${what}`, fields);
      expect(answer).toMatchObject({ status: 201 });
      return answer.body[ID[what]] as number;
    },
    post: (id: number, what: Kind, fields: object): Promise<Answer> =>
      contacts().post(`/customers/${id}/${what}`, fields),
    put: (id: number, what: Kind, record: number, fields: object): Promise<Answer> =>
      contacts().put(`/customers/${id}/${what}/${record}`, fields),
    delete: (id: number, what: Kind, record: number): Promise<Answer> =>
      contacts().delete(`/customers/${id}/${what}/${record}`),
    lock: async (id: number, what: Kind, record: number): Promise<void> => {
      expect((await contacts().post(`/customers/${id}/${what}/${record}/toggle-lock`)).status).toBe(200);
    },
  };
}
