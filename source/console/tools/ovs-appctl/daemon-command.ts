/** A command of the daemon (unixctl_command_register): how many arguments it takes, and what it answers. */
import type {Change, ChangeResult} from '../../../engine/change.js';
import {bridgeNamed, type OvsBridge, type Vswitchd} from '../../../engine/ovs/vswitchd.js';
import type {ArgumentKind, Place} from '../../command.js';

export type DaemonAnswer =
	| {kind: 'text'; text: string}
	/** Printed to standard error. */
	| {kind: 'refused'; text: string}
	/** It changes something; what it says depends on the outcome. */
	| {kind: 'change'; change: Change; after: (result: ChangeResult) => Exclude<DaemonAnswer, {kind: 'change'}>};

export interface Asked {
	place: Place;
	switchd: Vswitchd;
	args: readonly string[];
}

export interface DaemonCommand {
	word: string;
	/** As it was called before 2.15, and still is. */
	also?: string;
	/** As `list-commands` prints it. */
	usage: string;
	wants: readonly [least: number, most: number];
	/** What each argument names, for completion. */
	names: readonly ArgumentKind[];
	help: string;
	run(asked: Asked): DaemonAnswer;
}

export function text(said: string): Extract<DaemonAnswer, {kind: 'text'}> {
	return {kind: 'text', text: said};
}

export function refuse(said: string): Extract<DaemonAnswer, {kind: 'refused'}> {
	return {kind: 'refused', text: said};
}

/** Makes a change and says `done`, or what the daemon says against it. */
export function change(made: Change, done: string | ((result: ChangeResult & {kind: 'done'}) => string)): DaemonAnswer {
	return {
		kind: 'change',
		change: made,
		after: (result) => {
			if (result.kind === 'refused') return refuse(result.message ?? result.errno);
			return text(typeof done === 'string' ? done : done(result));
		},
	};
}

/** Answers about a bridge, or that there is none of the name. */
export function onBridge({switchd, args}: Asked, answer: (bridge: OvsBridge) => DaemonAnswer): DaemonAnswer {
	const bridge = bridgeNamed(switchd, args[0] as string);
	return bridge ? answer(bridge) : refuse('no such bridge');
}

/** The number at the beginning of a text, 0 when there is none (atoi). */
export function atoi(digits: string): number {
	return Number(/^\s*[+-]?\d+/.exec(digits)?.[0] ?? 0);
}
