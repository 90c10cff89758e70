/** The bench is not run by the tests, but what it measures must exist: its world is built and carries a frame. */
import {join} from 'node:path';
import {expect, it} from 'vitest';

const bench = (name: string) => import(join(import.meta.dirname, '../bench', `${name}.mjs`));

it('the segment of the bench carries a frame from station to station', async () => {
	const {createSegment, segmentModules, stationFrame} = await bench('segment');
	const {compiled} = await bench('compiled');
	const engine = await compiled(...segmentModules, 'engine/devices/bridge/bridge', 'engine/history');
	const {world, bridge, nics} = createSegment(engine);
	const ticker = engine.createTicker(world, false);
	engine.inject(world, nics[0], stationFrame(0, 1));
	while (ticker.tick());
	// The sender, the switch, and a NIC behind each of the other seven ports.
	expect(world.ticks).toBe(9);
	expect([typeof engine.receiveFromPort, typeof engine.createHistory, bridge.ports.length]).toEqual(['function', 'function', 8]);
});

it('the fabric of the bench runs', async () => {
	const {fabricModules, runFabric} = await bench('fabric');
	const {compiled} = await bench('compiled');
	const {n, cost, bytes} = runFabric(await compiled(...fabricModules), [2, 4, 8], {policy: 'evict-fairly'});
	expect([n, cost > 0, bytes > 0]).toEqual([80, true, true]);
});

it('the cache of the bench answers, and its switch learns', async () => {
	const {cacheModules, connectionFrame, createCache, createSwitch, writeConnection} = await bench('flow-cache');
	const {compiled} = await bench('compiled');
	const engine = await compiled(...cacheModules);
	const sent: number[] = [];
	const sink = {transmit: (device: number) => sent.push(device), receive() {}, drop() {}, wake() {}};
	const {world, datapath} = createCache(engine, {flows: 20, masks: 4});
	for (let connection = 0; connection < 20; connection++) {
		const frame = connectionFrame();
		writeConnection(frame.bytes, connection, 4);
		engine.enterDatapath(world, datapath, 1, frame, sink);
	}
	expect([datapath.lookups.hit, datapath.lookups.missed, sent.length]).toEqual([20, 0, 20]);
	const learning = createSwitch(engine);
	engine.enterDatapath(learning.world, learning.datapath, 2, connectionFrame(), sink);
	expect([learning.datapath.lookups.missed, learning.datapath.cache.count, sent.length]).toEqual([1, 1, 21]);
});

it('the simulation of the bench handles its packets', async () => {
	const {budgetModules, cost} = await bench('budget');
	const {compiled} = await bench('compiled');
	const engine = await compiled(...budgetModules);
	expect(cost(engine, 'xdp-drop', {}, {packets: 1000})).toBeGreaterThan(0);
});
