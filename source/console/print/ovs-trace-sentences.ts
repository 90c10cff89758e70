/*
 * What `ofproto/trace` says about NORMAL and about outputs (ofproto-dpif-xlate.c, xlate_report)
 *
 * Notes say more than the real program prints: what it is silent about has no sentence here.
 * A detail is printed with ` -> `, a warning with ` >> `, an error between ` >>>> ` and ` <<<<`.
 */
import {formatMac} from '../../engine/mac.js';
import type {OvsCause} from '../../engine/ovs/cause.js';

export interface TraceSentence {
	level: 'detail' | 'warning' | 'error';
	text: string;
}

type CauseOf<K extends OvsCause['kind']> = Extract<OvsCause, {kind: K}>;

const RESERVED_FOR_MIRRORING = 'which is reserved exclusively for mirroring';

/** The sentences for a cause, in order; none for one that the real program does not mention, or that is no matter of NORMAL or outputs. */
export function traceSentences(cause: OvsCause): TraceSentence[] {
	switch (cause.kind) {
		case 'ovs-unknown-ingress':
			return [error(`received packet on unknown port ${cause.port}`), warning('no input bundle, dropping')];
		case 'ovs-partial-tag': {
			const packet = error(`dropping packet with partial VLAN tag received on port ${cause.port}`);
			return [...(cause.packet ? [packet] : []), warning('partial VLAN tag, dropping')];
		}
		case 'ovs-mirror-ingress': {
			const packet = error(`dropping packet received on port ${cause.port}, ${RESERVED_FOR_MIRRORING}`);
			return [...(cause.packet ? [packet] : []), warning('input port is mirror output port, dropping')];
		}
		case 'ovs-vlan-refused':
			return [error(vlanRefused(cause))];
		case 'ovs-reserved':
			return [detail('packet has reserved destination MAC, dropping')];
		case 'ovs-bond-refused':
			return [detail('bonding refused admissibility, dropping')];
		case 'ovs-bond-looped-back':
			return [detail('SLB bond thinks this packet looped back, dropping')];
		case 'ovs-learned':
		case 'ovs-moved':
			return [detail(`learned that ${formatMac(cause.mac)} is on port ${cause.port} in VLAN ${cause.vlan}`)];
		case 'ovs-hit':
			return [detail('forwarding to learned port')];
		case 'ovs-miss':
		case 'ovs-flood-group':
			return [detail('no learned MAC for destination, flooding')];
		case 'ovs-hit-refused':
			return [
				cause.why === 'ingress-port' ? detail('learned port is input port, dropping') : warning('learned port is a mirror port, dropping'),
			];
		case 'ovs-mcast-flood':
			return [detail(MCAST_FLOODED[cause.why])];
		case 'ovs-mcast-port':
			return [detail(mcastPort(cause))];
		case 'ovs-snooped':
		case 'ovs-snooped-records':
		case 'ovs-snooped-query':
		case 'ovs-snooped-badly':
			return [detail(`multicast snooping ${snooped(cause)} on port ${cause.port} in VLAN ${cause.vlan}`)];
		case 'ovs-tunnel':
			return [detail('output to kernel tunnel')];
		case 'ovs-output-refused':
			return outputRefused(cause);
		default:
			return [];
	}
}

const MCAST_FLOODED: Readonly<Record<CauseOf<'ovs-mcast-flood'>['why'], string>> = {
	igmp: 'multicast traffic, flooding',
	'mld-query': 'MLD query, flooding',
	'local-group': 'RFC4541: section 2.1.2, item 2, flooding',
	unregistered: 'unregistered multicast, flooding',
};

function vlanRefused({port, vlan, tag, why}: CauseOf<'ovs-vlan-refused'>): string {
	switch (why) {
		case 'tagged-on-access':
			return `dropping VLAN ${vlan} tagged packet received on port ${port} configured as VLAN ${tag} access port`;
		case 'not-in-trunks':
			return `dropping VLAN ${vlan} packet received on port ${port} not configured for trunking VLAN ${vlan}`;
		case 'not-in-cvlans':
			return `dropping VLAN ${vlan} packet received on dot1q-tunnel port ${port} that excludes this VLAN`;
		default:
			return why satisfies never;
	}
}

function mcastPort({as, outcome}: CauseOf<'ovs-mcast-port'>): string {
	const names = {member: 'mcast group', router: 'mcast router', 'flood-port': 'mcast flood'} as const;
	if (outcome === 'other-vlan') return 'mcast router is on another vlan, dropping';
	if (as === 'report-port')
		return outcome === 'sent' ? 'forwarding report to mcast flagged port' : 'mcast port is input port, dropping the Report';
	return outcome === 'sent' ? `forwarding to ${names[as]} port` : `${names[as]} port is input port, dropping`;
}

function snooped(cause: CauseOf<'ovs-snooped' | 'ovs-snooped-records' | 'ovs-snooped-query' | 'ovs-snooped-badly'>): string {
	switch (cause.kind) {
		case 'ovs-snooped':
			return cause.change === 'join' ? `learned that ${cause.group} is` : `leaving ${cause.group} is`;
		case 'ovs-snooped-records':
			return `processed ${cause.count} addresses`;
		case 'ovs-snooped-query':
			return cause.protocol === 'IGMP' ? `query from ${cause.from} is` : 'query';
		case 'ovs-snooped-badly':
			return `received bad ${cause.protocol} checksum`;
		default:
			return cause satisfies never;
	}
}

function outputRefused({why}: CauseOf<'ovs-output-refused'>): TraceSentence[] {
	switch (why) {
		case 'ingress-port':
			return [warning('skipping output to input port')];
		case 'no-forward':
			return [detail('OFPPC_NO_FWD set, skipping output')];
		case 'protected':
			return [warning('Flow is between protected ports, skipping output.')];
		case 'not-forwarding':
			return [warning('STP not in forwarding state, skipping output')];
		case 'no-such-port':
			return [warning('Nonexistent output port')];
		case 'own-tunnel':
			return [warning('Not tunneling to our own address')];
		case 'vlan':
		case 'no-flood':
		case 'mirror-output':
		case 'no-bond-member':
			return [];
		default:
			return why satisfies never;
	}
}

function detail(text: string): TraceSentence {
	return {level: 'detail', text};
}

function warning(text: string): TraceSentence {
	return {level: 'warning', text};
}

function error(text: string): TraceSentence {
	return {level: 'error', text};
}
