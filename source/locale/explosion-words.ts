/** What every language says about MAC tables of a data centre. */
import type {Overlay, Placement, Policy, TrafficPattern} from '../engine/fabric/parameters.js';
import type {Foretold, Verdict} from '../engine/fabric/report.js';
import type {Tier} from '../engine/fabric/samples.js';

/** What can be changed on the screen. */
export const FIELDS = [
	'racks',
	'hosts',
	'vms',
	'vnics',
	'overlay',
	'tenants',
	'table',
	'edge',
	'policy',
	'ageing',
	'traffic',
	'active',
	'rate',
	'seconds',
	'attack',
] as const;
export type Field = (typeof FIELDS)[number];

/** Numbers come as text, with their units. */
export interface ExplosionWords {
	title: string;
	mode: string;
	/** At most 18 cells. */
	fields: Readonly<Record<Field | 'compare', string>>;
	/** At most 16 cells. */
	policies: Readonly<Record<Policy, string>>;
	overlays: Readonly<Record<Overlay, string>>;
	placements: Readonly<Record<Placement, string>>;
	traffic: Readonly<Record<TrafficPattern, string>>;
	placement: string;
	nothing: string;
	/** At most 6 cells. */
	tiers: Readonly<Record<Tier, string>>;
	/** At most 8 cells. */
	full: string;
	flooded: string;
	sniffed: string;
	perLink: (frames: string, bits: string) => string;
	need: (stations: string, needed: string, room: string) => string;
	overflowsFrom: (racks: string) => string;
	fitsAll: string;
	progress: (percent: string, second: string, of: string) => string;
	memory: (bytes: string) => string;
	/** Before the first run. */
	predict: string;
	ready: string;
	stopped: string;
	verdicts: Readonly<Record<Verdict, (facts: VerdictFacts) => string>>;
	/** Two fabrics beside one another: what is the same, and then each; `sniffed` only under attack. */
	same: string;
	side: (facts: {name: string; flooded: string; core: string; sniffed: string | undefined}) => string;
	/** Text report. */
	parameters: string;
	heads: {tier: string; switches: string; size: string; entries: string; learned: string; evicted: string; refused: string; aged: string};
	foretoldHead: {what: string; expected: string; measured: string};
	foretold: Readonly<Record<Foretold['what'], string>>;
	units: {seconds: string; perSecond: string};
	frames: (facts: {frames: string; inside: string; flooded: string; share: string; copies: string}) => string;
	attacker: (facts: {frames: string; overheard: string; sniffed: string; share: string}) => string;
	oneEdge: string;
	footer: {run: string; again: string; stop: string; change: string; compare: string; parameters: string; result: string};
	/** Over the keys. */
	help: string;
}

export interface VerdictFacts {
	stations: string;
	room: string;
	flooded: string;
	/** Flooded without the attack, by arithmetic. */
	alone: string;
	sniffed: string;
	policy: string;
	needed: string;
	/** Times that a station lost its place or found none. */
	lost: string;
}
