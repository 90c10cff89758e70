/** Entries end by their timers, and only by them. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {createConnections, expireConnections, TIMEOUTS} from '../../../source/engine/nat/table.js';
import {track} from '../../../source/engine/nat/track.js';
import {confirm} from '../../../source/engine/nat/translate.js';
import {IP_PROTOCOL, ipv4Packet} from '../../../source/engine/protocol/ipv4.js';
import {toIpv4} from '../../../source/engine/protocol/ipv4-address.js';
import {buildUdp} from '../../../source/engine/protocol/udp.js';
import {natBench} from '../../fixtures/nat-lab.js';

const SECOND = 1_000_000_000;

function datagram(sourcePort: number) {
	const ends = {source: toIpv4('10.0.0.1'), destination: toIpv4('10.0.0.2')};
	const payload = buildUdp({sourcePort, destinationPort: 53, payload: new Uint8Array(3)}, ends);
	return ipv4Packet({...ends, protocol: IP_PROTOCOL.udp, payload});
}

describe('an entry', () => {
	it('ends 30 seconds after the last packet, wherever the packets of others are', () => {
		const packets = fc.array(fc.record({port: fc.integer({min: 1, max: 4}), gap: fc.integer({min: 0, max: 40})}), {
			minLength: 1,
			maxLength: 40,
		});
		fc.assert(
			fc.property(packets, (talk) => {
				const table = createConnections();
				const last = new Map<number, number>();
				let now = 0;
				for (const {port, gap} of talk) {
					now += gap * SECOND;
					expireConnections(table, now);
					const alive = [...last].filter(([, time]) => now < time + TIMEOUTS.udp).map(([key]) => key);
					expect(Array.from(table.entries.values(), ({original}) => original.sourcePort).sort()).toEqual(alive.sort());
					const found = track(table, datagram(port), now);
					if (found.kind !== 'tracked' || !confirm(table, found.tracked)) throw new Error('not tracked');
					last.set(port, now);
				}
				const next = expireConnections(table, now);
				expect(next).toBeGreaterThan(now);
				expect(expireConnections(table, now + TIMEOUTS.udp)).toBe(Number.POSITIVE_INFINITY);
				expect([table.entries.size, table.tuples.size, table.sources.size]).toEqual([0, 0, 0]);
			}),
		);
	});

	it('of a table that is full goes for a new one, unless it is assured', () => {
		const table = createConnections({limit: 2});
		const put = (port: number): string => {
			const found = track(table, datagram(port), 0);
			if (found.kind === 'tracked') confirm(table, found.tracked);
			return found.kind;
		};
		put(1);
		put(2);
		const [first] = table.entries.values();
		if (first) first.assured = true;
		expect(put(3)).toBe('tracked');
		expect(Array.from(table.entries.values(), ({original}) => original.sourcePort)).toEqual([1, 3]);
		for (const entry of table.entries.values()) entry.assured = true;
		expect(put(4)).toBe('full');
	});

	it('leaves the table of a host by the host’s own clock', () => {
		const lab = natBench();
		lab.ping('A', '192.168.1.10', 1);
		lab.wait(29.9);
		expect(lab.entries().length).toBe(1);
		lab.wait(0.2);
		expect(lab.entries()).toEqual([]);
	});
});
