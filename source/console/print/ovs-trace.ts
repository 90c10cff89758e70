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
import type {OvsCause} from '../../engine/ovs/cause.js';
import type {ReportLine} from '../../engine/ovs/translate/translation.js';
import {type TraceSentence, traceSentences} from './ovs-trace-sentences.js';

type NodeKind = 'bridge' | 'table' | 'bucket' | 'action' | TraceSentence['level'];
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
		default:
			return traceSentences(cause).map(({level, text}) => ({kind: level, text}));
	}
}

function numbered(table: number): string {
	return `${String(table).padStart(2)}. `;
}
