/** What a change notes belongs to the frame that it sends, not to whatever happened before. */
import {describe, expect, it} from 'vitest';
import {input, settle} from '../../source/engine/history.js';
import {causesOf} from '../../source/engine/trace.js';
import {deviceAtPath, machineNamed} from '../../source/engine/world.js';
import {feed} from '../../source/lesson/feed.js';
import {openLab} from '../fixtures/lab-files.js';

describe('the reasons of a change', () => {
	it('stand at the frame that it sends', () => {
		const history = openLab('two-routers');
		feed(history, {kind: 'frame', from: 'vm1', to: 'broadcast'});
		settle(history);
		const before = history.end;
		const earlier = structuredClone(history.trace);
		const machine = machineNamed(history.world, 'vm1')?.id as number;
		const address = 0x0a00_0001;
		input(history, {kind: 'change', change: {kind: 'ping', machine, address, count: 1, interval: 1_000_000_000, payload: 56}});
		settle(history);
		const first = history.trace.find(({id}) => id >= before);
		expect(history.trace.filter(({id}) => id < before)).toEqual(earlier);
		expect(first && causesOf(first).map(({kind}) => kind)).toEqual(expect.arrayContaining(['arp-waiting', 'arp-asked']));
	});

	it('of a change that sends nothing at once are not told of a later frame', () => {
		const history = openLab('two-routers');
		const machine = machineNamed(history.world, 'vm1')?.id as number;
		const ping = {kind: 'ping', machine, address: 0x0a00_0001, count: 1, interval: 1_000_000_000, payload: 56} as const;
		input(history, {kind: 'change', change: ping});
		settle(history);
		// The neighbour is being asked for already: this one waits with it, and sends nothing.
		input(history, {kind: 'change', change: ping});
		feed(history, {kind: 'wait', ms: 1500});
		settle(history);
		const later = history.trace.filter(({time}) => time > 0).flatMap((node) => causesOf(node).map(({kind}) => kind));
		expect(later).not.toContain('arp-waiting');
	});

	it('of a change that sends nothing are not told of a frame of the next change, even at the same time', () => {
		const history = openLab('two-routers');
		const machine = machineNamed(history.world, 'r1')?.id as number;
		input(history, {kind: 'change', change: {kind: 'web-request', machine, host: '198.51.100.9', port: 80, path: '/'}});
		expect(settle(history)).toEqual([]);
		input(history, {kind: 'change', change: {kind: 'ping', machine, address: 0x0a00_0101, count: 1, interval: 1_000_000_000, payload: 56}});
		const [first] = settle(history);
		expect(first && causesOf(first).map(({kind}) => kind)).toEqual(['arp-waiting', 'arp-asked']);
	});

	it('of each frame stand at that frame, when a change sends several', () => {
		const history = openLab('vmware-team');
		const {world} = history;
		settle(history);
		const before = history.end;
		// All guests on one uplink; then they move to the other together.
		for (const [name, up] of [
			['vmnic1', false],
			['vmnic1', true],
			['vmnic0', false],
		] as const) {
			input(history, {kind: 'change', change: {kind: 'set-up', device: deviceAtPath(world, `esx/${name}`)?.id as number, up}});
			settle(history);
		}
		const told = history.trace
			.filter(({id, parent, step}) => id >= before && parent === -1 && step === 'transmit')
			.map((node) => causesOf(node).map(({kind}) => kind));
		expect(told.length).toBeGreaterThan(1);
		expect(told.every((kinds) => kinds.filter((kind) => kind === 'vmware-notified').length === 1)).toBe(true);
	});
});
