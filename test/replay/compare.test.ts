import {describe, expect, it} from 'vitest';
import {judged, type Loose, loose, put} from './recordings.js';

/** One expectation changed: where, to what, and what the check must name. */
type Lie = {of: string; at: (string | number)[]; to: unknown; id: string; what: string};

const LIES: Lie[] = [
	{of: 'macvlan/mv-source-mode', at: ['expect', 0, 'delivered', 0, 'pkttype'], to: 'host', id: 'f1', what: 'delivered'},
	{of: 'macvlan/mv-source-mode', at: ['expect', 0, 'delivered', 0, 'to'], to: 'vm2', id: 'f1', what: 'delivered'},
	{of: 'macvlan/mv-source-mode', at: ['expect', 8, 'delivered'], to: [{to: 'vm1', pkttype: 'host'}], id: 'f9', what: 'delivered'},
	{of: 'macvlan/mv-source-mode', at: ['expect', 3, 'delivered'], to: [], id: 'f4', what: 'delivered'},
	{of: 'macvlan/mv-bridge-vlan-tagged', at: ['expect', 0, 'delivered', 0, 'vlan'], to: 20, id: 'f1', what: 'delivered'},
	{of: 'macvlan/mv-bridge-vlan-tagged', at: ['expect', 2, 'delivered', 1, 'pcp'], to: 4, id: 'f3', what: 'delivered'},
	{of: 'macvlan/mv-bridge-vlan-tagged', at: ['expect', 0, 'delivered', 0, 'tpid'], to: '0x88a8', id: 'f1', what: 'delivered'},
	{of: 'linux-bridge/lb-vlan-unaware', at: ['expect', 6, 'delivered', 0, 'inner', 'vlan'], to: 100, id: 'f7', what: 'delivered'},
	{of: 'linux-bridge/lb-vlan-unaware', at: ['expect', 6, 'delivered', 0, 'dst'], to: '02:00:00:00:00:02', id: 'f7', what: 'delivered'},
	{of: 'macvlan/mv-source-mode', at: ['expect', 0, 'wire'], to: [], id: 'f1', what: 'wire'},
	{of: 'macvlan/mv-bridge-vlan-tagged', at: ['expect', 1, 'wire', 0, 'vlan'], to: 11, id: 'f2', what: 'wire'},
	{of: 'macvlan/mv-source-mode', at: ['expect', 0, 'peerFdb', 'sw0', 0, 'port'], to: 'swp4', id: 'f1', what: 'peerFdb.sw0'},
	{of: 'linux-bridge/lb-static-fdb-sticky', at: ['expect', 0, 'fdb', 0, 'flags'], to: [], id: 'f1', what: 'fdb'},
	{of: 'linux-bridge/lb-static-fdb', at: ['expect', 0, 'fdb', 0, 'state'], to: undefined, id: 'f1', what: 'fdb'},
	{of: 'linux-bridge/lb-broadcast', at: ['expect', 1, 'fdb'], to: [], id: 'f2', what: 'fdb'},
	{of: 'linux-bridge/lb-link-local-learns', at: ['expect', 0, 'portLocal'], to: undefined, id: 'f1', what: 'portLocal'},
	{of: 'linux-bridge/lb-link-local-learns', at: ['expect', 0, 'portLocal', 0, 'pkttype'], to: 'host', id: 'f1', what: 'portLocal'},
	{of: 'linux-bridge/lb-ip-multicast-querier', at: ['expect', 2, 'mdb', 0, 'state'], to: 'permanent', id: 'f2', what: 'mdb'},
	{of: 'linux-bridge/lb-ip-multicast-querier', at: ['expect', 2, 'routerPorts'], to: ['p3'], id: 'f2', what: 'routerPorts'},
	{of: 'linux-bridge/lb-stp-triangle-mac', at: ['expect', 0, 'stp', 'br2', 'ports', 0, 'role'], to: 'root', id: 'a1', what: 'stp.br2'},
	{of: 'linux-bridge/lb-stp-triangle-mac', at: ['expect', 0, 'stp', 'br1', 'rootPathCost'], to: 4, id: 'a1', what: 'stp.br1'},
	{of: 'macvlan/mv-parent-mac-change', at: ['expect', 0, 'macs', 'host/eth0'], to: '02:00:00:00:aa:01', id: 'a1', what: 'macs.host/eth0'},
	{of: 'macvlan/mv-bridge-mac-change', at: ['expect', 7, 'rc'], to: 0, id: 'a2', what: 'rc'},
	{of: 'macvlan/mv-bridge-mac-change', at: ['expect', 7, 'stderr'], to: undefined, id: 'a2', what: 'stderr'},
	{of: 'macvlan/mv-bridge-mac-change', at: ['expect', 2, 'stderr'], to: 'RTNETLINK answers: File exists', id: 'a1', what: 'stderr'},
	{of: 'macvlan/mv-bridge-mac-change', at: ['expect', 2, 'stdout'], to: 'something', id: 'a1', what: 'stdout'},
	{of: 'macvlan/mv-bridge-mac-change', at: ['expect', 3, 'stderr'], to: 'a frame says nothing', id: 'f3', what: 'stderr'},
	{of: 'linux-bridge/lb-loop-storm', at: ['expect', 0, 'stormCopiesAtLeast'], to: 100_000_000, id: 'a1', what: 'stormCopiesAtLeast'},
	{of: 'macvlan/mv-source-mode', at: ['initial', 'macs', 'vm1/eth0'], to: '02:00:00:00:00:09', id: 'initial', what: 'macs.vm1/eth0'},
	{of: 'macvlan/mv-source-mode', at: ['initial', 'localFdb', 'sw0'], to: [], id: 'initial', what: 'localFdb.sw0'},
	{of: 'linux-bridge/lb-broadcast', at: ['initial', 'bridgeMac', 'br0'], to: '02:00:00:00:00:01', id: 'initial', what: 'bridgeMac.br0'},
	{of: 'linux-bridge/lb-static-fdb', at: ['initial', 'fdb'], to: undefined, id: 'initial', what: 'fdb'},
];

describe('a recording with a wrong expectation fails', () => {
	it.each(LIES)('$of: $at', ({of, at, to, id, what}) => {
		const verdict = judged(of, (recording) => put(recording, at, to));
		expect(verdict).toMatchObject({kind: 'failed', divergence: {id, what}});
	});

	it.each([...new Set(LIES.map(({of}) => of))])('and %s passes as it is', (of) => {
		expect(judged(of, () => {})).toMatchObject({kind: 'passed'});
	});
});

describe('what a recording leaves open', () => {
	it('is not compared: the order of deliveries, packet types that were not recorded, an empty list of router ports', () => {
		const verdict = judged('linux-bridge/lb-ip-multicast-querier', (recording) => {
			for (const expectation of recording.expect as unknown as Loose[]) {
				const delivered = (expectation.delivered ?? []) as unknown as Loose[];
				for (const entry of delivered.reverse()) delete entry.pkttype;
			}
		});
		expect(verdict).toMatchObject({kind: 'passed'});
	});

	it('includes the tag of a priority-tagged frame at the host behind macvlans, which the kernel has taken off', () => {
		const told = (tag: object) =>
			judged('macvlan/mv-bridge-vlan-tagged', (recording) => {
				put(recording, ['stimuli', 1, 'vlan'], 0);
				put(recording, ['expect'], [loose('macvlan/mv-bridge-vlan-tagged').expect?.[0], recording.expect?.[1]]);
				put(recording, ['stimuli'], [recording.stimuli?.[0], recording.stimuli?.[1]]);
				put(recording, ['expect', 1, 'wire'], undefined);
				put(
					recording,
					['expect', 1, 'delivered'],
					[
						{to: 'vm2', pkttype: 'broadcast', vlan: 0},
						{to: 'host', pkttype: 'broadcast', ...tag},
						{to: 'ext1', pkttype: 'broadcast', vlan: 0},
					],
				);
			});
		expect(told({})).toMatchObject({kind: 'passed'});
		expect(told({vlan: 0})).toMatchObject({kind: 'passed'});
		expect(told({vlan: 1})).toMatchObject({kind: 'failed'});
	});
});
