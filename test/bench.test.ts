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
