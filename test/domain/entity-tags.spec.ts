import { EventEmitter } from 'node:events';
import type { FastifyRequest } from 'fastify';
import { activeRequest, type Conditions, runAsRequest } from '../../src/active-request.js';
import { readConditions } from '../../src/contracts/entity-tags.js';

interface Asked {
  method?: string;
  config?: object;
  settingsVersion?: number;
}

/** The conditions of a request with these headers. */
function conditionsOf(headers: object, { method = 'PUT', config = {}, settingsVersion = 1 }: Asked = {}): Conditions {
  let conditions: Conditions = {};
  runAsRequest(new EventEmitter(), () => {
    const principal = { tenant: { settingsVersion } };
    readConditions({ headers, method, routeOptions: { config }, principal } as unknown as FastifyRequest);
    conditions = activeRequest()!.conditions ?? {};
  });
  return conditions;
}

describe('If-Match', () => {
  it('allows a write of the version that it names, and of no other', () => {
    const { allowsWrite, versionRead } = conditionsOf({ 'if-match': '"7.1", "12.1"' });
    expect([6, 7, 12, 71].map((version) => allowsWrite!(version))).toEqual([false, true, true, false]);
    expect(versionRead).toBe(12);
    expect(conditionsOf({ 'if-match': '"7.1"' }, { settingsVersion: 2 }).allowsWrite!(7)).toBe(false);
  });

  it('takes a weak tag where the tags are weak', () => {
    const headers = { 'if-match': 'W/"7.1"' };
    expect(conditionsOf(headers).allowsWrite!(7)).toBe(false);
    expect(conditionsOf(headers, { config: { tags: { isWeak: true } } }).allowsWrite!(7)).toBe(true);
  });

  it('is required where the route says so', () => {
    const config = { requiresVersion: true };
    expect(() => conditionsOf({}, { config })).toThrow(expect.objectContaining({ kind: 'precondition_required' }));
    expect(conditionsOf({ 'if-match': '*' }, { config }).allowsWrite!(1)).toBe(true);
  });
});

describe('If-None-Match', () => {
  it('is for reads alone', () => {
    const headers = { 'if-none-match': 'W/"7.1"' };
    expect(conditionsOf(headers)).toEqual({});
    expect([6, 7].map((version) => conditionsOf(headers, { method: 'GET' }).isKnown!(version))).toEqual([false, true]);
  });

  it.each([
    '"7.1',
    '7.1',
    '"7.1" "8.1"',
    '',
    `"${'a'.repeat(5000)}"`,
    '", "'.repeat(50_000),
    `"7.1"${'  ,'.repeat(1_000)}x`,
  ])('ignores %.40s', (tags) => {
    expect(conditionsOf({ 'if-none-match': tags }, { method: 'GET' }).isKnown?.(7) ?? false).toBe(false);
  });
});
