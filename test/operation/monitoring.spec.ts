import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { WebhookWorker } from '../../src/webhooks/webhook-worker.js';
import { aCustomer } from '../factories/customer.js';
import { aTenant } from '../factories/tenant.js';
import { startApp, type TestApp } from '../support/app.js';
import { eventually } from '../support/eventually.js';
import { OwnPostgres } from '../support/own-postgres.js';
import { describeWith } from '../support/programs.js';
import { readExpression, seriesIn } from '../support/promql.js';
import { FAST, useReceivers } from '../support/webhooks.js';

const FOLDER = join(__dirname, '../../deploy/monitoring');
const file = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; description: string };
}
interface Target {
  expr: string;
  legendFormat?: string;
}
interface Dashboard {
  panels: { id: number; type: string; title: string; description?: string; targets?: Target[] }[];
  annotations: { list: { expr: string }[] };
  templating: { list: { name: string; definition?: string }[] };
}

const alerts = parse(file('alerts.yaml')) as { groups: { rules: Rule[] }[] };
const rules = alerts.groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(file('dashboard.json')) as Dashboard;
const targets = dashboard.panels.flatMap(({ title, targets: all = [] }) => all.map((one) => ({ title, ...one })));

/** Labels that Prometheus adds to what it scrapes. */
const OF_PROMETHEUS = new Set(['job', 'instance']);

/** Values of closed lists that a healthy server has none of. */
const NOT_HERE = new Set(['5xx', 'failed']);

const expressions: [place: string, text: string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...targets.map(({ title, expr }): [string, string] => [title, expr.replaceAll('$__rate_interval', '5m')]),
  ...dashboard.annotations.list.map(({ expr }): [string, string] => ['annotation', expr]),
];

const place = mkdtempSync(join(tmpdir(), 'clientela-monitoring-'));
const aReceiver = useReceivers();
let primary: OwnPostgres;
let standby: OwnPostgres;
let app: TestApp;
/** What the server says after some of everything has happened on it. */
let text: string;
let series: ReturnType<typeof seriesIn>;

const read = async () => String((await app.send('GET', '/metrics')).body);

beforeAll(async () => {
  primary = await OwnPostgres.start(join(place, 'primary'), { fsync: 'off', wal_keep_size: '64MB' });
  standby = await primary.standby(join(place, 'standby'));
  app = await startApp({
    DATABASE_URL: primary.url,
    DATABASE_REPLICA_URL: standby.url,
    THROTTLE_WRITE_LIMIT: '4',
    THROTTLE_FAILURE_LIMIT: '2',
    WEBHOOK_ALLOWED_HOSTS: '127.0.0.1',
  });
  const acme = await aTenant(app);
  const receiver = await aReceiver();
  expect((await app.as(acme).clientela.post('/webhooks', { url: receiver.url })).status).toBe(201);
  await aCustomer(app, acme);
  for (let n = 0; n < 6; n++) await app.as(acme).clients.post('/clients', { name: 'Ada' });
  for (const password of [acme.user.password, 'wrong', 'wrong', 'wrong'])
    await app.send('POST', '/apidev/v1/login', {
      headers: { tenant: acme.domain },
      body: { email: acme.user.email, password },
    });
  await app.send('GET', '/clientela/v1/customers', { headers: { authorization: 'Bearer wrong' } });
  app.nest.get(WebhookWorker).start(FAST);
  await eventually(() => receiver.received.length > 0);
  await eventually(
    async () => /replica_in_use 1/.test(await read()) && /outcome="delivered"\} [1-9]/.test(await read()),
  );
  text = await read();
  series = seriesIn(text);
});
afterAll(async () => {
  await app?.close();
  await standby?.stop();
  await primary?.stop();
  rmSync(place, { recursive: true, maxRetries: 3 });
});

describe('the dashboard and the alerts', () => {
  it.each(expressions)('use metrics and labels that a running server has: %s', (_, expression) => {
    const { selectors, groupings } = readExpression(expression);
    const unknown: string[] = [];
    const labels = new Set(OF_PROMETHEUS);
    for (const { metric, matchers } of selectors) {
      const known = series.get(metric);
      if (!known) unknown.push(metric);
      for (const label of known?.keys() ?? []) labels.add(label);
      for (const { label, operator, value } of matchers) {
        if (OF_PROMETHEUS.has(label)) continue;
        const values = known?.get(label) ?? new Set();
        if (values.size === 0) unknown.push(`${metric}{${label}}`);
        if (operator === '!=') continue;
        for (const one of operator === '=~' ? value.split('|') : [value])
          if (!values.has(one) && !NOT_HERE.has(one)) unknown.push(`${metric}{${label}="${one}"}`);
      }
    }
    unknown.push(...groupings.filter((label) => !labels.has(label)));
    expect(unknown).toEqual([]);
    expect(selectors.length).toBeGreaterThan(0);
  });

  it('show each metric of the server, but those of Node and the system', () => {
    const used = new Set(expressions.flatMap(([, one]) => readExpression(one).selectors.map(({ metric }) => metric)));
    const named = (name: string) => ['', '_count', '_sum', '_bucket'].some((suffix) => used.has(`${name}${suffix}`));
    const own = [...text.matchAll(/^# TYPE (clientela_\w+)/gm)].map(([, name]) => name!);
    expect(own.length).toBeGreaterThan(20);
    expect(own.filter((name) => !named(name))).toEqual([]);
  });

  it('name each metric that the documentation names, and the other way round', () => {
    const documented = readFileSync(join(__dirname, '../../docs/operations.md'), 'utf8').matchAll(
      /^\| `(clientela_\w+)`/gm,
    );
    const own = [...text.matchAll(/^# TYPE (clientela_\w+)/gm)].map(([, name]) => name!);
    expect([...documented].map(([, name]) => name!).sort()).toEqual(own.sort());
  });

  it('have labels in their legends and texts that their results have', () => {
    for (const { expr, legendFormat = '' } of targets) {
      const { groupings } = readExpression(expr.replaceAll('$__rate_interval', '5m'));
      for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) expect(groupings).toContain(label);
    }
    for (const { alert, expr, annotations } of rules) {
      const { groupings } = readExpression(expr);
      const known = groupings.length > 0 ? groupings : [...OF_PROMETHEUS];
      for (const [, label] of Object.values(annotations)
        .join(' ')
        .matchAll(/\$labels\.(\w+)/g))
        expect([alert, known]).toEqual([alert, expect.arrayContaining([label])]);
    }
  });

  it('say what they show, and choose the servers by labels of a metric that is there', () => {
    const panels = dashboard.panels.filter(({ type }) => type !== 'row');
    expect(panels.filter(({ description }) => !description)).toEqual([]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { definition } of dashboard.templating.list) {
      if (definition === undefined) continue;
      const [, selector, label] = /^label_values\((.*), (\w+)\)$/.exec(definition)!;
      expect([series.has(readExpression(selector!).selectors[0]!.metric), OF_PROMETHEUS.has(label!)]).toEqual([
        true,
        true,
      ]);
    }
    for (const { labels } of rules) expect(['page', 'ticket']).toContain(labels.severity);
  });
});

describeWith('promtool')('promtool', () => {
  const promtool = (...words: string[]) => execFileSync('promtool', words, { cwd: FOLDER, encoding: 'utf8' });

  it('accepts the rules, and each alert fires when it should', () => {
    expect(promtool('check', 'rules', 'alerts.yaml')).toContain(`SUCCESS: ${rules.length} rules found`);
    expect(promtool('test', 'rules', 'alerts.test.yaml')).toContain('SUCCESS');
    const tested = file('alerts.test.yaml');
    expect(rules.filter(({ alert }) => !tested.includes(alert))).toEqual([]);
  });

  it('finds nothing wrong with the names of our metrics', () => {
    const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect([0, 3]).toContain(status);
    expect(`${stdout}${stderr}`.split('\n').filter((line) => line.includes('clientela_'))).toEqual([]);
  });
});
