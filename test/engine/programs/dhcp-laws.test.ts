/** Laws of DHCP: whatever clients do and however long it takes, no address has two holders, and more time is for the same address. */
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {describeWorld} from '../../../source/engine/describe-world.js';
import {input, settle} from '../../../source/engine/history.js';
import {isConfigured} from '../../../source/engine/programs/dhcp-lease.js';
import type {Ipv4Address} from '../../../source/engine/protocol/ipv4-address.js';
import {drops} from '../../../source/engine/trace.js';
import {client, dhcpBench, server} from '../../fixtures/dhcp-lab.js';
import {faultsOf} from '../../fixtures/world-faults.js';

const NAMES = ['a', 'b', 'c', 'd'];

const anyAct = fc.record({
	who: fc.constantFrom(...NAMES),
	what: fc.constantFrom('start', 'stop', 'release', 'renew', 'cut', 'mend', 'wait', 'wait'),
	seconds: fc.constantFrom(1, 5, 31, 61, 130, 1000),
});
const anyServer = fc.record({
	lease: fc.constantFrom(16, 60, 120, 1800),
	probe: fc.constantFrom(0, 0.5, 1),
	hosts: fc.constantFrom([], [{mac: '00:0c:29:00:00:02', address: '192.168.80.189'}]),
});
type Act = typeof anyAct extends fc.Arbitrary<infer T> ? T : never;

function perform(net: ReturnType<typeof dhcpBench>, {who, what, seconds}: Act): void {
	const device = net.device(`${who}/eth0`);
	switch (what) {
		case 'start':
			net.change({kind: 'start-dhcp-client', device});
			return;
		case 'stop':
			// A client that is killed leaves its address behind; whoever does that takes it away, too.
			for (const {address, prefix} of net.history.world.devices[device]?.addresses ?? [])
				net.change({kind: 'del-address', device, address, prefix});
			net.change({kind: 'stop-dhcp-client', device});
			return;
		case 'release':
			net.change({kind: 'release-dhcp', device});
			return;
		case 'renew':
			net.change({kind: 'renew-dhcp', device});
			return;
		case 'cut':
		case 'mend':
			net.change({kind: 'cut', device, cut: what === 'cut'});
			return;
		default:
			net.wait(seconds);
	}
}

const stations = (options: object) => [...NAMES.map((name, index) => client(name, index + 1)), server(options)];

/** Who has which address. */
function holders(net: ReturnType<typeof dhcpBench>): Map<Ipv4Address, string[]> {
	const found = new Map<Ipv4Address, string[]>();
	for (const name of NAMES) {
		const program = net.machine(name).programs?.dhcpClients[0];
		if (!program || !isConfigured(program) || !program.lease) continue;
		found.set(program.lease.address, [...(found.get(program.lease.address) ?? []), name]);
	}
	return found;
}

describe('DHCP, whatever happens', () => {
	it('gives an address to one client at a time, as the server remembers it', () => {
		fc.assert(
			fc.property(anyServer, fc.array(anyAct, {minLength: 4, maxLength: 25}), (options, acts) => {
				const net = dhcpBench(stations(options));
				net.wait(4);
				for (const act of acts) {
					perform(net, act);
					expect(faultsOf(net.history.world)).toEqual([]);
					for (const [address, names] of holders(net)) {
						expect([names.length, names]).toEqual([1, names]);
						const lease = net.server().leases.get(address);
						// What the server holds for somebody else is not in anybody's hands.
						if (lease?.state === 'bound' && lease.expiry > net.history.world.now)
							expect(net.machine(names[0] as string).devices.map((id) => net.history.world.devices[id]?.mac)).toContain(lease.mac);
					}
				}
				expect(drops(net.history.trace).map(({reason}) => reason)).not.toContain('hop-budget');
			}),
			{numRuns: 25},
		);
	});

	it('prolongs a lease for the same address, while client and server can talk', () => {
		fc.assert(
			fc.property(anyServer, fc.array(fc.constantFrom(31, 100, 901, 4000), {minLength: 1, maxLength: 6}), (options, waits) => {
				const net = dhcpBench(stations(options));
				net.wait(30);
				const before = holders(net);
				expect(before.size).toBe(3);
				for (const seconds of waits) {
					net.wait(seconds);
					for (const [address, names] of before) expect([address, holders(net).get(address)]).toEqual([address, names]);
				}
			}),
			{numRuns: 8},
		);
	});

	it('is the same each time, and what a client was given is not configuration', () => {
		fc.assert(
			fc.property(anyServer, fc.array(anyAct, {maxLength: 12}), (options, acts) => {
				const net = dhcpBench(stations(options));
				const lab = describeWorld(net.history.world, 1);
				net.wait(4);
				expect(describeWorld(net.history.world, 1)).toEqual(lab);
				const again = dhcpBench(stations(options));
				again.wait(4);
				for (const act of acts) for (const each of [net, again]) perform(each, act);
				expect(again.history.world).toEqual(net.history.world);
			}),
			{numRuns: 15},
		);
	});

	it('asks in vain without a server, and the world is quiet in between', () => {
		const net = dhcpBench(NAMES.map((name, index) => client(name, index + 1)));
		input(net.history, {kind: 'wait', duration: 3_600_000_000_000});
		settle(net.history);
		expect(holders(net).size).toBe(0);
		expect(net.history.world.flights.heap).toEqual([]);
	});
});
