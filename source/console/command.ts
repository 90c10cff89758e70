/*
 * Commands as tables
 *
 * A command says which words it knows and what runs when they are typed; it runs
 * at a place, and a place has the commands that can be typed there.
 */
import type {MachineId} from '../engine/netdev.js';
import type {TraceNode} from '../engine/trace.js';
import type {World} from '../engine/world.js';
import type {Answer} from './program.js';

/** What an argument names, for completion. */
const ARGUMENT_KINDS = [
	'device',
	'bridge',
	'master',
	'port',
	'name',
	'machine',
	'mac',
	'fdb-mac',
	'address',
	'prefix',
	'number',
	'vlan',
	'seconds',
	'on-off',
	'macvlan-mode',
	'macvlan-flag',
	'bonding-mode',
	'xmit-hash-policy',
	'file',
	'kernel-setting',
	'table',
	'chain',
	'protocol',
	'target',
	'dns-name',
	'web-address',
	'list-change',
	'port-state',
	'fdb-state',
	'neighbour-state',
	'link-type',
	'group',
	'family',
	'text',
	'ovs-bridge',
	'ovs-port',
	'ovs-bridge-or-port',
	'ovs-interface',
	'ovs-port-setting',
	'ovsdb-table',
	'ovsdb-record',
	'ovsdb-column',
	'ovsdb-setting',
	'fail-mode',
] as const;
export type ArgumentKind = (typeof ARGUMENT_KINDS)[number];

export interface Keyword {
	word: string;
	/** Other spellings, compared the same way. */
	also?: readonly string[];
	/** May be cut short. */
	short?: boolean;
	/** The argument that follows; none for a flag. */
	takes?: ArgumentKind;
	/** Known only behind one of these words. */
	after?: readonly string[];
	/** What it does, in a few words. */
	help: string;
	/** Real, but not modelled: the nearest thing that is. */
	instead?: string;
}

/** What the options before an object ask for; `ip`, `bridge` and `tc` have most of them in common. */
export interface Options {
	/** `-br` */
	brief: boolean;
	/** `-d` */
	details: boolean;
	/** `-s`, counted. */
	statistics: number;
	/** `-compressvlans` of `bridge`. */
	compressed: boolean;
	/** `-4`, `-6`, `-0`, `-f`. */
	family: 'any' | 'inet' | 'inet6' | 'link';
	/** `-o` */
	oneline: boolean;
	/** `-j` */
	json: boolean;
	/** `-p`, which says something only beside `-j`. */
	pretty: boolean;
	/** `-N` */
	numeric: boolean;
	/** `-h` and `-iec`: big numbers of counters as multiples of a power of this. */
	human: undefined | 1000 | 1024;
	/** `-t` and `-ts`: when a monitor heard of it. */
	timestamp: 'none' | 'long' | 'short';
	/** `-a`: on every machine. */
	everywhere: boolean;
}

export const NO_OPTIONS: Options = {
	brief: false,
	details: false,
	statistics: 0,
	compressed: false,
	family: 'any',
	oneline: false,
	json: false,
	pretty: false,
	numeric: false,
	human: undefined,
	timestamp: 'none',
	everywhere: false,
};

/** One verb, object or tool: it runs, or hands over to one of its commands. */
export interface Command {
	word: string;
	also?: readonly string[];
	short?: boolean;
	help: string;
	instead?: string;
	/** In the order in which the tool tries them. */
	commands?: readonly Command[];
	keywords?: readonly Keyword[];
	/** One line may hold several of its commands, with `--` between them. */
	chains?: boolean;
	/** What a bare word names. */
	bare?: ArgumentKind;
	/** What the arguments name, when their order says it. */
	positional?: readonly ArgumentKind[];
	/** Sub-tables of a keyword's value: what may follow `type macvlan`. */
	details?: Readonly<Record<string, readonly Keyword[]>>;
	/** By keyword: those that may stand behind it and its value. */
	follows?: Readonly<Record<string, readonly Keyword[]>>;
	run?: (place: Place, words: readonly string[], options: Options) => Answer;
	/** A builtin of the shell. */
	isShell?: boolean;
	/** It runs the command that stands behind its options and so many words more; the shell does it (`shell/builtins.ts`). */
	runs?: number;
	/** It works on text only: a step that allows some tools allows it, too. */
	isFilter?: boolean;
}

/** Where a command runs. `world` is read anew at each look: time travel replaces it. */
export interface Place {
	readonly world: World;
	readonly machine: MachineId;
	/** What happened in the world so far, oldest first, as far as it is kept. */
	readonly trace: readonly TraceNode[];
	/** What can be typed here. */
	readonly tools: readonly Command[];
	/** What is printed goes into a pipe, not to a terminal. */
	readonly piped?: boolean;
	/** Somebody can press Ctrl-C: what has no end goes on until they do. */
	readonly attended?: boolean;
}

/** The same world and tools on another machine. */
export function onMachine(place: Place, machine: MachineId): Place {
	return {
		get world() {
			return place.world;
		},
		get trace() {
			return place.trace;
		},
		machine,
		tools: place.tools,
		piped: place.piped === true,
		attended: place.attended === true,
	};
}
