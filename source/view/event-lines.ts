/** Events as sentences, one a line: who, what, and what became of the frame. */

import {deviceName} from '../console/telling/device-names.js';
import {causeText} from '../console/telling/facts.js';
import {frameName} from '../console/telling/frame-name.js';
import type {Cause} from '../engine/sink.js';
import type {NodeId, TraceNode} from '../engine/trace.js';
import {causesOf} from '../engine/trace.js';
import type {World} from '../engine/world.js';
import type {Catalogue} from '../locale/en.js';
import {timeText} from '../locale/time-text.js';
import {cutText, fitText} from './cell-width.js';
import {type Line, span, type Token} from './token.js';

/** One event, for a list or for linear text. */
export interface EventLine {
	node: NodeId;
	time: string;
	place: string;
	text: string;
	token: Token;
}

export function eventLine(world: World, node: TraceNode, words: Catalogue): EventLine {
	const place = deviceName(world, node.device);
	const time = timeText(node.time, words.tables.decimal);
	if (!node.frame) return {node: node.id, time, place, text: timerText(world, node, words), token: 'faint'};
	const what = frameName(world, node.frame);
	const verb = node.step === 'transmit' ? words.events.sends(what) : words.events.gets(what);
	const outcome = outcomeOf(world, node, words);
	return {node: node.id, time, place, text: outcome.text === '' ? verb : `${verb}; ${outcome.text}`, token: outcome.token};
}

/** The lines of a pane, the newest at the bottom; the cursor's event stands out. */
export function eventLines(lines: readonly EventLine[], width: number, height: number, cursor: number, words: Catalogue): Line[] {
	if (lines.length === 0) return [[span(words.events.empty, 'faint')]];
	const last = cursor >= 0 ? Math.max(cursor + 1, Math.min(height, lines.length)) : lines.length;
	const first = Math.max(0, Math.min(last - height, lines.length - height));
	const shown = lines.slice(first, first + height);
	const timeWidth = Math.max(...lines.map(({time}) => time.length));
	const placeWidth = Math.min(14, Math.max(...lines.map(({place}) => place.length)));
	return shown.map((entry, index): Line => {
		const focused = first + index === cursor;
		const head = `${entry.time.padStart(timeWidth)}  ${fitText(entry.place, placeWidth)}  `;
		const text = cutText(entry.text, Math.max(0, width - head.length));
		return [span(head, focused ? 'cursor' : 'faint'), span(text, focused ? 'cursor' : entry.token)];
	});
}

function timerText(world: World, node: TraceNode, words: Catalogue): string {
	const [cause] = causesOf(node);
	return cause ? causeText(world, cause, words) : words.events.timer;
}

/** What became of the frame here: dropped, delivered, or the decision that moved it on. */
function outcomeOf(world: World, node: TraceNode, words: Catalogue): {text: string; token: Token} {
	const drop = node.effects.find((effect) => effect.kind === 'dropped');
	const taken = node.effects.some((effect) => effect.kind === 'delivered' && effect.type !== 'otherhost');
	const causes = causesOf(node).filter(({kind}) => node.step !== 'transmit' || !REASONS.has(kind));
	if (drop?.kind === 'dropped' && !taken) return {text: words.events.dropped(words.drops[drop.reason].why), token: 'drop'};
	if (taken) {
		const answer = tellingOf(causes);
		return {text: answer ? causeText(world, answer, words) : words.events.delivered, token: 'delivered'};
	}
	const decision =
		causes.find(({kind}) => OVS_DECISIONS.has(kind)) ??
		causes.find(({kind}) => isDecision(kind) && !kind.startsWith('vlan-')) ??
		causes.find(({kind}) => isDecision(kind));
	return {text: decision ? causeText(world, decision, words) : '', token: 'text'};
}

/** What a stack makes of a frame, what says most first; the beginnings of kinds of causes. */
const TELLING: readonly string[] = [
	'no-route',
	'nat-port-taken',
	'nat-rewritten',
	'nat-service-entry',
	'nat-service-',
	'forwarded',
	'dhcp-',
	'dns-',
	'web-',
	'tcp-asked',
	'tcp-established',
	'tcp-nobody',
	'tcp-closed',
	'arp-',
	'echo-',
];

/** The last of the causes that say most. */
function tellingOf(causes: readonly Cause[]): Cause | undefined {
	for (const beginning of TELLING) {
		const found = causes.findLast(({kind}) => kind.startsWith(beginning));
		if (found) return found;
	}
	return undefined;
}

/** Why a stack sends a frame; what the device does with it is what the event is about. */
const REASONS: ReadonlySet<string> = new Set<Cause['kind']>(['arp-waiting', 'arp-asked', 'via-gateway', 'tcp-connecting', 'tcp-sent']);

/** What a switch learns decides nothing; in which VLAN a frame is, less than where it goes. */
function isDecision(kind: Cause['kind']): boolean {
	return !kind.startsWith('fdb-') || kind === 'fdb-hit' || kind === 'fdb-miss' || kind === 'fdb-local';
}

/** Open vSwitch says much of a frame; of all that, this is what happens to it. What a cached flow does stands in its hit. */
const OVS_DECISIONS: ReadonlySet<string> = new Set<Cause['kind']>([
	'ovs-hit',
	'ovs-miss',
	'ovs-flood-group',
	'ovs-hit-refused',
	'ovs-cache-hit',
]);
