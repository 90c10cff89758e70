/*
 * The report of a translation as `ofproto/trace` prints it
 *
 * A report is a tree: a bridge has tables, a table has actions, below an action stands what it led to. The
 * printer indents by four columns, but saves them where it can: a table that comes last below its parent is
 * not indented, because nothing follows that could be taken for a part of it, so a chain of `goto_table` stays at
 * the left. What an action found out stands below the action with an arrow.
 *
 * Notes that the real program does not print have no line here.
 *
 * Follows ofproto-dpif-trace.c, oftrace_node_print_details; the sentences are those of ofproto-dpif-xlate.c.
 */
import {formatMac} from '../../mac.js';
import type {OvsCause, OvsRefusal} from '../cause.js';
import type {ReportLine} from './translation.js';

type NodeKind = 'bridge' | 'table' | 'bucket' | 'action' | 'detail' | 'warning' | 'error';
interface Sentence {
	kind: NodeKind;
	text: string;
}
interface Node extends Sentence {
	depth: number;
	below: Node[];
}

const INDENT = '    ';

/** The lines between `Flow:` and `Final flow:`, without the blank lines around them. */
export function traceText(report: readonly ReportLine[]): string[] {
	const lines = print(treeOf(report), 0);
	return lines[0] === '' ? lines.slice(1) : lines;
}

function treeOf(report: readonly ReportLine[]): Node[] {
	const root: Node[] = [];
	const path: Node[] = [];
	for (const {depth, cause} of report) {
		for (const sentence of sentencesOf(cause)) {
			while ((path.at(-1)?.depth ?? -1) >= depth) path.pop();
			const node = {...sentence, depth, below: []};
			(path.at(-1)?.below ?? root).push(node);
			path.push(node);
		}
	}
	return root;
}

function print(nodes: readonly Node[], level: number): string[] {
	return nodes.flatMap(({kind, text, below}, index) => {
		const isTitle = kind === 'bridge' || kind === 'table';
		const more = index < nodes.length - 1 || !isTitle ? 1 : 0;
		const indent = INDENT.repeat(level + more);
		const own = kind === 'bridge' ? ['', indent + text, indent + '-'.repeat(text.length)] : [indent + decorate(kind, text)];
		return [...own, ...print(below, level + 2 * more)];
	});
}

function decorate(kind: NodeKind, text: string): string {
	switch (kind) {
		case 'detail':
			return ` -> ${text}`;
		case 'warning':
			return ` >> ${text}`;
		case 'error':
			return ` >>>> ${text} <<<<`;
		default:
			return text;
	}
}

const detail = (text: string): Sentence[] => [{kind: 'detail', text}];
const warning = (text: string): Sentence[] => [{kind: 'warning', text}];
const error = (text: string): Sentence[] => [{kind: 'error', text}];

function sentencesOf(cause: OvsCause): Sentence[] {
	switch (cause.kind) {
		case 'ovs-bridge':
			return [{kind: 'bridge', text: `bridge("${cause.bridge}")`}];
		case 'ovs-rule': {
			const match = cause.rule === '*' ? '' : `${cause.rule}, `;
			const cookie = cause.cookie === 0n ? '' : `, cookie 0x${cause.cookie.toString(16)}`;
			return [{kind: 'table', text: `${numbered(cause.table)}${match}priority ${cause.priority}${cookie}`}];
		}
		case 'ovs-no-rule': {
			// Flows of table 254 that stand for a miss; the real program knows only those of the first bridge for what they are.
			if (cause.behindPatch) return [{kind: 'table', text: `${numbered(cause.table)}reg0=${cause.controller ? '0x1' : '0x2'}, priority 0`}];
			const text = cause.controller ? 'No match, and a "packet-in" is called for.' : 'No match.';
			return [{kind: 'table', text: numbered(cause.table) + text}];
		}
		case 'ovs-action':
			return [{kind: 'action', text: cause.action}];
		case 'ovs-remark':
			return [{kind: cause.level === 'step' ? 'table' : (cause.level ?? 'detail'), text: cause.text}];
		case 'ovs-tunnel':
			return detail('output to kernel tunnel');
		case 'ovs-output-refused':
			return refusalText(cause.why);
		default:
			return normalText(cause);
	}
}

function numbered(table: number): string {
	return `${String(table).padStart(2)}. `;
}

function refusalText(why: OvsRefusal): Sentence[] {
	switch (why) {
		case 'ingress-port':
			return warning('skipping output to input port');
		case 'no-such-port':
			return warning('Nonexistent output port');
		case 'no-forward':
			return detail('OFPPC_NO_FWD set, skipping output');
		case 'protected':
			return warning('Flow is between protected ports, skipping output.');
		case 'not-forwarding':
			return warning('STP not in forwarding state, skipping output');
		case 'own-tunnel':
			return warning('Not tunneling to our own address');
		default:
			return [];
	}
}

/** What NORMAL says. */
function normalText(cause: OvsCause): Sentence[] {
	switch (cause.kind) {
		case 'ovs-unknown-ingress':
			return [...error(`received packet on unknown port ${cause.port}`), ...warning('no input bundle, dropping')];
		case 'ovs-partial-tag':
			return [
				...(cause.packet ? error(`dropping packet with partial VLAN tag received on port ${cause.port}`) : []),
				...warning('partial VLAN tag, dropping'),
			];
		case 'ovs-mirror-ingress':
			return [
				...(cause.packet ? error(`dropping packet received on port ${cause.port}, which is reserved exclusively for mirroring`) : []),
				...warning('input port is mirror output port, dropping'),
			];
		case 'ovs-vlan-refused':
			return error(vlanText(cause));
		case 'ovs-reserved':
			return detail('packet has reserved destination MAC, dropping');
		case 'ovs-bond-refused':
			return detail('bonding refused admissibility, dropping');
		case 'ovs-bond-looped-back':
			return detail('SLB bond thinks this packet looped back, dropping');
		case 'ovs-learned':
		case 'ovs-moved':
			return detail(`learned that ${formatMac(cause.mac)} is on port ${cause.port} in VLAN ${cause.vlan}`);
		case 'ovs-hit':
			return detail('forwarding to learned port');
		case 'ovs-miss':
		case 'ovs-flood-group':
			return detail('no learned MAC for destination, flooding');
		case 'ovs-hit-refused':
			return cause.why === 'mirror-output'
				? warning('learned port is a mirror port, dropping')
				: detail('learned port is input port, dropping');
		default:
			return snoopingText(cause);
	}
}

function vlanText({port, vlan, tag, why}: Extract<OvsCause, {kind: 'ovs-vlan-refused'}>): string {
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

const FLOODS = {
	igmp: 'multicast traffic, flooding',
	'mld-query': 'MLD query, flooding',
	'local-group': 'RFC4541: section 2.1.2, item 2, flooding',
	unregistered: 'unregistered multicast, flooding',
} as const;
const MCAST_PORTS = {
	member: {sent: 'forwarding to mcast group port', ingress: 'mcast group port is input port, dropping'},
	router: {sent: 'forwarding to mcast router port', ingress: 'mcast router port is input port, dropping'},
	'flood-port': {sent: 'forwarding to mcast flood port', ingress: 'mcast flood port is input port, dropping'},
	'report-port': {sent: 'forwarding report to mcast flagged port', ingress: 'mcast port is input port, dropping the Report'},
} as const;

/** What snooping of multicast says. */
function snoopingText(cause: OvsCause): Sentence[] {
	switch (cause.kind) {
		case 'ovs-mcast-flood':
			return detail(FLOODS[cause.why]);
		case 'ovs-mcast-port':
			if (cause.outcome === 'other-vlan') return detail('mcast router is on another vlan, dropping');
			return detail(MCAST_PORTS[cause.as][cause.outcome]);
		case 'ovs-snooped': {
			const verb = cause.change === 'join' ? 'learned that' : 'leaving';
			return detail(`multicast snooping ${verb} ${cause.group} is on port ${cause.port} in VLAN ${cause.vlan}`);
		}
		case 'ovs-snooped-records':
			return detail(`multicast snooping processed ${cause.count} addresses on port ${cause.port} in VLAN ${cause.vlan}`);
		case 'ovs-snooped-query': {
			const from = cause.protocol === 'IGMP' ? `from ${cause.from} is ` : '';
			return detail(`multicast snooping query ${from}on port ${cause.port} in VLAN ${cause.vlan}`);
		}
		case 'ovs-snooped-badly':
			return detail(`multicast snooping received bad ${cause.protocol} checksum on port ${cause.port} in VLAN ${cause.vlan}`);
		default:
			return [];
	}
}
