// What needs no browser to be tried: how events change lists, messages and runs, where a flow's faults stand, how SMS are counted, and in which bar an hour stands.
import assert from 'node:assert/strict';
import { createServer } from 'vite';

const vite = await createServer({ server: { middlewareMode: true, ws: false }, appType: 'custom', logLevel: 'error', optimizeDeps: { noDiscovery: true, include: [] } });
const [{ withEvents }, { withMessageIn }, { countSegments }, { byDay, partsOf }, { withNewest, lookAgain }] = await Promise.all(
  ['inbox/listData', 'conversation/messageData', 'conversation/segments', 'conversation/groups', 'conversation/activityData'].map(name => vite.ssrLoadModule(`/src/${name}.ts`)));

const time = second => `2026-11-25 10:00:${String(second).padStart(2, '0')}.000000`;
const nobody = '00000000-0000-0000-0000-000000000000';
const me = { agent: { id: 'me' }, customer: {}, isAdmin: true };
const all = { tab: 'all', state: 'open', type: '', owner: '', label: '', query: '' };
const conversation = (id, at, more = {}) => ({ id, owner_id: nobody, type: 'message', state: 'open', unread: 0, tm_create: time(0), tm_update: time(0), tm_last_message: time(at), tm_delete: '9999-01-01 00:00:00.000000', ...more });
const message = (id, at, more = {}) => ({ type: 'conversation_message_created', cursor: '', data: { id: `m${at}`, conversation_id: id, direction: 'incoming', text: 'hi', medias: [], sender: { type: 'peer', id: '' }, tm_create: time(at), ...more } });
const told = (type, data) => ({ type, data, cursor: '' });
const ids = list => list.rows.map(row => row.id).join('');
const list = (...rows) => ({ rows, next: null });
const abc = list(conversation('a', 30), conversation('b', 20), conversation('c', 10));

// A message moves its conversation up and is unread; an answer reads it; an older event changes nothing.
const after = withEvents(abc, [message('c', 40)], all, me);
assert.equal(ids(after), 'cab');
assert.equal(after.rows[0].unread, 1);
assert.equal(withEvents(after, [message('c', 41, { direction: 'outgoing', sender: { type: 'flow', id: '' } })], all, me).rows[0].unread, 1);
assert.equal(withEvents(after, [message('c', 41, { direction: 'outgoing', sender: { type: 'agent', id: 'me' } })], all, me).rows[0].unread, 0);
assert.equal(withEvents(after, [message('c', 40)], all, me).rows[0].unread, 1, 'the same event twice counts once');

// One that is not at hand is asked for; where it was told of as well, it is not.
const missing = new Set();
withEvents(abc, [message('d', 50)], all, me, missing);
assert.deepEqual([...missing], ['d']);
missing.clear();
assert.equal(ids(withEvents(abc, [told('conversation_created', conversation('d', 49)), message('d', 50)], all, me, missing)), 'dabc');
assert.equal(missing.size, 0);

// What no longer belongs goes; what is older than what was read stays; what comes with a later page waits for it.
assert.equal(ids(withEvents(abc, [told('conversation_updated', conversation('b', 20, { owner_id: 'x', tm_update: time(50) }))], { ...all, tab: 'unassigned' }, me)), 'ac');
assert.equal(ids(withEvents(list(conversation('a', 30, { label_ids: ['l'] }), conversation('b', 20, { label_ids: ['k', 'l'] })), [told('conversation_updated', conversation('a', 30, { label_ids: ['k'], tm_update: time(50) }))], { ...all, label: 'l' }, me)), 'b');
assert.equal(ids(withEvents(abc, [told('conversation_deleted', { id: 'a' })], all, me)), 'bc');
assert.equal(ids(withEvents({ ...abc, next: 'more' }, [told('conversation_updated', conversation('z', 5))], all, me)), 'abc');
assert.equal(withEvents(list(conversation('a', 30, { tm_update: time(9), name: 'new' })), [told('conversation_updated', conversation('a', 30, { name: 'old' }))], all, me).rows[0].name, 'new');

// Messages keep their sequence, whatever order they are heard of in, and a later state is not overwritten.
const one = (sequence, more = {}) => ({ id: `m${sequence}`, sequence, direction: 'incoming', sender: { type: 'peer', id: '' }, source: { target: 'p' }, tm_create: time(sequence), tm_update: time(sequence), ...more });
const data = [3, 1, 2, 2].reduce((data, sequence) => withMessageIn(data, one(sequence)), { rows: [], next: null });
assert.deepEqual(data.rows.map(row => row.sequence), [1, 2, 3]);
assert.equal(withMessageIn({ rows: [one(1, { tm_update: time(9), status: 'done' })], next: null }, one(1, { status: 'progressing' })).rows[0].status, 'done');
assert.equal(withMessageIn({ rows: [one(5)], next: 'older' }, one(2)).rows.length, 1);
assert.deepEqual(byDay(data.rows).map(day => day.entries.map(entry => entry.messages.length)), [[3]]);
assert.deepEqual(byDay(data.rows, [{ id: 'n', tm_create: time(2).replace('.000000', '.500000') }])[0].entries.map(entry => entry.note?.id ?? entry.messages.length), [2, 'n', 1]);
const line = (id, at, more = {}) => ({ id, type: 'closed', by: { kind: 'system' }, data: {}, tm_create: time(at), ...more });
assert.deepEqual(byDay([one(1)], [line('run', 1, { type: 'activeflow' }), line('open', 1)])[0].entries.map(entry => entry.activity?.id ?? 'm'), ['open', 'm', 'run'], 'what a message brought about stands around it');

// The newest page is read anew: runs end, lines go; what does not join on is let go until it is scrolled to.
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id, at) => line(id, at));
const page = (next, ...rows) => ({ rows, next });
const idsOf = data => [data.rows.map(row => row.id).join(''), data.next];
assert.deepEqual(idsOf(withNewest(undefined, page('x', a))), ['a', 'x']);
assert.deepEqual(idsOf(withNewest(page(null, a, b, c), page('x', c, d))), ['abcd', null]);
assert.deepEqual(idsOf(withNewest(page('y', a, b, c), page('x', b, d))), ['abd', 'y']);
assert.deepEqual(idsOf(withNewest(page('y', a, b), page('x', c, d))), ['cd', 'x']);
assert.deepEqual(idsOf(withNewest(page('y', a, b, c), page(null, c))), ['c', null]);
const running = page(null, line('r', 0, { type: 'activeflow', data: { status: 'running' } }), d);
assert.deepEqual([lookAgain(page(null, d)), lookAgain(running, Date.parse('2026-11-25T10:00:05Z')), lookAgain(running, Date.parse('2026-11-25T11:00:00Z'))], [false, 3_000, 30_000]);

// A part keeps its key and its entries when older messages come before it, whoever wrote them.
const parts = (from, to) => partsOf(byDay(Array.from({ length: to - from }, (_, index) => one(from + index, { sender: { type: 'peer', id: index % 2 } })), [{ id: 'n', tm_create: time(to - 1) }])[0].entries).map(part => [part.key, part.entries.length]);
assert.deepEqual(parts(30, 60), [[1, 20], [2, 11]]);
assert.deepEqual(parts(10, 60), [[0, 15], [1, 25], [2, 11]]);
assert.deepEqual(byDay([23, 24, 25, 26].map(sequence => one(sequence)))[0].entries.map(entry => entry.messages.length), [2, 2]);

// As src/Confab/Channels/Sms/SmsText.cs counts.
for (const [text, encoding, segments] of [['a'.repeat(160), 'GSM-7', 1], ['a'.repeat(161), 'GSM-7', 2], ['€'.repeat(80), 'GSM-7', 1], ['€'.repeat(81), 'GSM-7', 2], ['가'.repeat(70), 'UCS-2', 1], ['가'.repeat(71), 'UCS-2', 2], ['😀'.repeat(34) + 'a'.repeat(3), 'UCS-2', 2], ['😀'.repeat(67), 'UCS-2', 3]])
  assert.deepEqual([countSegments(text).encoding, countSegments(text).segments], [encoding, segments], text);

// Faults of a flow go with the step that stood there, without its type; what is no step's stands apart.
const [{ faultsOf, faultAt }, { draftOf }, { patchRuns }, { ApiError }] = await Promise.all(['flows/faults', 'flows/records', 'flows/runsData', 'api/client'].map(name => vite.ssrLoadModule(`/src/${name}.ts`)));
const refusal = new ApiError(400, 'INVALID_ARGUMENT', 'name: is too long.', [{ field: 'name', message: '' }, { field: 'actions[1].option.destinations[0].target', message: '"message_send": must be a number.' }]);
const faults = faultsOf(refusal, [{ id: 'a' }, { id: 'b' }]);
assert.deepEqual(faults, { '': { name: 'Is too long.' }, b: { 'option.destinations[0].target': 'Must be a number.' } });
assert.equal(faultAt(faults.b, 'option.destinations'), 'Must be a number.');
assert.equal(faultAt(faults.b, 'option.dest'), undefined);

// What the forms do not know stays; what only the server says goes.
assert.deepEqual(draftOf({ name: 'n', detail: '', on_complete_flow_id: nobody, actions: [{ id: 'a', next_id: nobody, type: 'talk', option: { voice: 1 }, more: [2], tm_execute: '9999' }] }).actions, [{ id: 'a', type: 'talk', option: { voice: 1 }, more: [2] }]);

// A run is added when it begins, changed where it is shown, and taken out.
let runs = { pages: [{ result: [], next_page_token: '' }] };
const cache = { setQueryData: (_, change) => (runs = change(runs)) };
const run = (type, status) => patchRuns(cache, [told(type, { id: 'r', flow_id: 'f', status })]);
run('activeflow_updated', 'ended');
assert.equal(runs.pages[0].result.length, 0);
run('activeflow_created', 'running');
run('activeflow_updated', 'ended');
assert.deepEqual(runs.pages[0].result.map(one => one.status), ['ended']);
run('activeflow_deleted', 'ended');
assert.equal(runs.pages[0].result.length, 0);

// A conversation that no list has is asked for once at a time, and again where the server refuses for a while; what happens meanwhile is not lost.
const [{ patchLists }, { journal }, { QueryClient }] = await Promise.all([vite.ssrLoadModule('/src/inbox/patches.ts'), vite.ssrLoadModule('/src/live/journal.ts'), import('@tanstack/react-query')]);
const client = new QueryClient();
client.setQueryData(['conversations', all], list(conversation('a', 30)));
let asked = 0;
const hear = event => (journal.add([event]), patchLists(client, [event], me));
globalThis.fetch = async () => {
  if (++asked < 3) return new Response('{}', { status: 503 });
  hear(message('x', 42, { text: 'meanwhile' }));
  return Response.json(conversation('x', 40));
};
hear(message('x', 40));
hear(message('x', 41));
for (let tries = 0; tries < 100 && client.getQueryData(['conversations', all]).rows.length < 2; tries++) await new Promise(done => setTimeout(done, 50));
assert.deepEqual(client.getQueryData(['conversations', all]).rows.map(row => [row.id, row.last_message?.text]), [['x', 'meanwhile'], ['a', undefined]]);
assert.equal(asked, 3);
client.clear();

// A reply goes in at the caret, apart from the words around it.
const { withInserted } = await vite.ssrLoadModule('/src/conversation/drafts.ts');
for (const [text, from, to, expected] of [['', 0, 0, ['reply', 5]], ['typed meanwhile', 15, 15, ['typed meanwhile reply', 21]], ['ab cd', 2, 2, ['ab reply cd', 8]], ['ab OLD cd', 3, 6, ['ab reply cd', 8]], ['cd', 0, 0, ['reply cd', 5]]])
  assert.deepEqual(withInserted(text, from, to, 'reply'), expected, text);

// The browser's store may hold anything, take nothing more, or be shut.
const [{ store }, { asPending }, { asKept }] = await Promise.all(['kit/store', 'conversation/outbox', 'phone/phones'].map(name => vite.ssrLoadModule(`/src/${name}.ts`)));
const entry = { key: 'k', conversationId: 'c', text: 'hi', medias: [{ id: 'm' }], at: 1, state: 'waiting' };
assert.deepEqual(asPending(JSON.stringify(entry)), entry);
for (const json of [null, '', 'garbage', '{}', '[]', 'null', '7', JSON.stringify({ ...entry, medias: [null] }), JSON.stringify({ ...entry, state: 'x' })]) assert.equal(asPending(json), undefined, String(json));
const phones = { numbers: ['+15550199001', '+15550199002'], chosen: '+15550199002' };
assert.deepEqual(asKept(JSON.stringify(phones)), phones);
for (const json of [undefined, 'null', '{}', '[1]', 'x', '{"numbers":[],"chosen":""}', '{"numbers":[null],"chosen":null}']) assert.equal(asKept(json).chosen, '+15550199001', json);
assert.deepEqual([store.read('x'), store.names('x')], [null, []], 'shut');
globalThis.localStorage = { getItem: () => null, removeItem() {}, setItem() { throw new Error('full'); } };
assert.deepEqual([store.write('x', 'y'), store.write('x', '')], [false, true]);

// Hours of UTC stand in bars of local days, every bar is there, and each message in one of them.
const { barsOf, beginOf, stepFor, sumsOf } = await vite.ssrLoadModule('/src/overview/bars.ts');
const { lasting } = await vite.ssrLoadModule('/src/overview/format.ts');
const wire = date => date.toISOString().replace('T', ' ').replace('Z', '000');
for (const zone of ['UTC', 'Asia/Seoul', 'Asia/Kolkata', 'America/New_York']) {
  process.env.TZ = zone;
  const now = new Date('2026-11-02T13:20:00Z'); // the day after New York's clocks went back
  for (const [range, most] of [['24h', 24], ['7d', 28], ['30d', 30]]) {
    const [from, to] = [beginOf(range, now), new Date('2026-11-02T14:00:00Z')];
    const hours = [];
    for (let at = from; at < to; at = new Date(at.getTime() + 3_600_000)) hours.push({ tm_hour: wire(at), messages: [{ type: 'line', direction: 'incoming', count: 1, failed: 0 }, { type: 'line', direction: 'outgoing', count: 2, failed: 1 }] });
    const bars = barsOf({ from: wire(from), to: wire(to), hours }, range);
    assert.ok(bars.length <= most && bars.length >= most - 3, `${zone} ${range}: ${bars.length} bars`);
    assert.deepEqual(sumsOf(bars).get('line'), { incoming: hours.length, outgoing: 2 * hours.length, failed: hours.length }, `${zone} ${range}`);
    assert.ok(hours.length <= 31 * 24, zone);
  }
}
assert.deepEqual([1, 4, 5, 17, 99, 2000].map(most => stepFor(most, 4)), [1, 1, 2, 5, 50, 500]);
assert.deepEqual([0, 59, 61, 3600, 9000, 90_000, 999_999].map(seconds => lasting(seconds)), ['0 sec', '59 sec', '1 min 1 sec', '1 hr', '2 hr 30 min', '1 day 1 hr', '11 days']);

await vite.close();
