/** What happened at one device, as sentences of a language, each with the place where its rule stands. The tool `trace` and the screen say the same. */
import {DROP_SOURCES, sourceOf, VLAN_SWITCH_SOURCES, VMWARE_SOURCE} from '../../engine/citation.js';
import {dstMac} from '../../engine/frame.js';
import {formatMac} from '../../engine/mac.js';
import type {Cause} from '../../engine/sink.js';
import {causesOf, type TraceNode} from '../../engine/trace.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Catalogue} from '../../locale/en.js';
import {namesIn} from './device-names.js';
import {frameName} from './frame-name.js';

/**
 * `sent`: here the frame begins, or goes out. `rule`: a decision. `refused`: a port that takes no copy. `delivered`: the stack has it.
 * `ended`: it goes no further. `ignored`: the stack took it and had no use for it. `got`: it came, and nothing more is known.
 */
export type FactKind = 'sent' | 'rule' | 'refused' | 'delivered' | 'ended' | 'ignored' | 'got';

export interface Fact {
	kind: FactKind;
	text: string;
	/** Function of the kernel or of Open vSwitch, clause or RFC; empty where nothing was decided. */
	source: string;
}

/** The facts of one event, in order; there is always one. */
export function factsOf(world: World, node: TraceNode, words: Catalogue): Fact[] {
	const facts: Fact[] = [];
	if (node.parent === -1 || node.step === 'transmit') facts.push({kind: 'sent', text: beginningText(world, node, words), source: ''});
	for (const cause of causesOf(node)) {
		if (cause.kind === 'egress') continue;
		facts.push({
			kind: cause.kind === 'egress-refused' ? 'refused' : 'rule',
			text: causeText(world, cause, words),
			source: switchSource(world, node, cause) ?? sourceOf(cause),
		});
	}
	const taken = node.effects.some((effect) => effect.kind === 'delivered' && effect.type !== 'otherhost');
	if (taken) facts.push({kind: 'delivered', text: words.why.delivered, source: ''});
	for (const effect of node.effects) {
		if (effect.kind !== 'dropped') continue;
		// What a stack took and had no use for is no loss on the way.
		facts.push({kind: taken ? 'ignored' : 'ended', text: words.drops[effect.reason].why, source: DROP_SOURCES[effect.reason]});
	}
	return facts.length > 0 ? facts : [{kind: 'got', text: words.events.gets(node.frame ? frameName(world, node.frame) : ''), source: ''}];
}

function beginningText(world: World, {frame, step}: TraceNode, words: Catalogue): string {
	if (!frame) return words.events.timer;
	const name = frameName(world, frame);
	return `${step === 'receive' ? words.events.gets(name) : words.events.sends(name)}, ${formatMac(dstMac(frame))}`;
}

/** A cause as a sentence. */
export function causeText(world: World, cause: Cause, words: Catalogue): string {
	const say = words.causes[cause.kind] as (cause: unknown, names: ReturnType<typeof namesIn>) => string;
	return say(cause, namesIn(world, words.tables.decimal));
}

/** Physical switches and those of VMware decide by other rules than the kernel's, in the same words. */
function switchSource(world: World, {device}: TraceNode, cause: Cause): string | undefined {
	const {master} = deviceAt(world, device);
	const kind = master === -1 ? undefined : deviceAt(world, master).kind;
	if (kind === 'vlan-switch') return VLAN_SWITCH_SOURCES[cause.kind];
	return kind === 'vmware-switch' && cause.kind in VLAN_SWITCH_SOURCES ? VMWARE_SOURCE : undefined;
}
