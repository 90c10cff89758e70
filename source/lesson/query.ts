/*
 * Queries: what a lesson may ask the engine
 *
 * Answer keys are never written. A question names a query, the options name
 * values, and the engine says which value is true. A query reads the trace of
 * the stimulus that the step plays, or the state of the world after it. Its value is a
 * yes or no, a number, a word, or a set of names whose order does not matter.
 *
 * Trace queries look at the frames since the stimulus began; `of` picks some of
 * them by what they carry. State queries look at the world as it is then.
 * `reach` pings, or fetches a page, on a copy of the world and throws the copy away.
 */
import * as z from 'zod';
import {budgetSchema} from '../engine/lab-budget.js';
import {fabricSchema} from '../engine/lab-fabric.js';
import {FLOWS} from './flow.js';
import {placeSchema} from './stimulus.js';

const of = z.enum(FLOWS).default('any');

/** Port options of a bridge that a query may read. */
export const FLAGS = ['hairpin', 'learning', 'flood', 'isolated', 'locked'] as const;
const COUNTERS = ['rxFrames', 'txFrames', 'rxDropped', 'txDropped'] as const;

/** A frame at a hop: where, on which side of it, and, where different copies leave, the one by this device. */
const hop = {at: placeSchema, side: z.enum(['before', 'after']).default('after'), by: placeSchema.optional()};
const fieldNameSchema = z.string().regex(/^[a-z][\w-]*(\.[\w-]+)+$/, "a field has Wireshark's name, as vlan.id or ip.ttl");

export const querySchema = z.discriminatedUnion('kind', [
	// --- the trace
	/** Set of machines, switches left out, whose stack took the frame (not those whose NIC filter refused it, nor those that have no device for its VLAN tag). */
	z.strictObject({kind: z.literal('receivers'), of}),
	/** Set of devices that the frame passed on its way, `machine/device`. */
	z.strictObject({kind: z.literal('passes'), of}),
	/** How many times a frame crossed the cable at this device, both ways counted. */
	z.strictObject({kind: z.literal('crossings'), at: placeSchema, of}),
	/** Set of devices by which copies left a machine, `machine/device`. */
	z.strictObject({kind: z.literal('leaves'), machine: z.string(), of}),
	/** What the macvlan driver of a lower device did with the frame: machines it handed it to, and `wire`. */
	z.strictObject({kind: z.literal('handed'), lower: placeSchema, of}),
	/** Why no copy left by this port (an egress refusal), `sent` when one did, `none` when the question never came up. */
	z.strictObject({kind: z.literal('refusal'), port: placeSchema, of}),
	/** The kind of the first cause noted at this place that decided where the frame goes; `none`. */
	z.strictObject({kind: z.literal('decision'), at: placeSchema, of}),
	/** The first reason for which a frame ended at this place; `none`. */
	z.strictObject({kind: z.literal('end'), at: placeSchema, of}),
	/** How many frames a capture at this device would show, in and out. */
	z.strictObject({kind: z.literal('sees'), at: placeSchema, of}),
	/** What the frames were, in the order in which the first of each was sent; with `at` those that this device sent or got. */
	z.strictObject({kind: z.literal('messages'), at: placeSchema.optional(), of}),
	/** How many frames ended without being taken, at this place or anywhere; with `reason` for that reason. */
	z.strictObject({kind: z.literal('drops'), at: placeSchema.optional(), reason: z.string().optional(), of}),
	/** How often this cause was noted at this place: `upcall`, `fdb-miss` … */
	z.strictObject({kind: z.literal('noted'), at: placeSchema, cause: z.string(), of}),
	/**
	 * A field of the first frame at this place, before or after what the place did to it, by Wireshark's name (`vlan.id`, `ip.ttl`): a
	 * number, true or false of a flag, else its text; `absent`. `nth` counts fields of that name, so a tunnel's inner ones come second.
	 */
	z.strictObject({kind: z.literal('field'), ...hop, field: fieldNameSchema, nth: z.int().min(1).max(64).default(1), of}),
	/** Octets of that frame in hexadecimal, `8100000a`, as many as are asked for and there; `absent` when there is no such frame. */
	z.strictObject({kind: z.literal('octets'), ...hop, from: z.int().min(0).max(9000), count: z.int().min(1).max(64), of}),
	/** VLAN IDs of the tags of that frame, outermost first, as one word: `10`, `100 10`, `none`; `absent` when there is no such frame. */
	z.strictObject({kind: z.literal('tags'), ...hop, of}),
	// --- the state
	/** Lines that a command prints there, tried on a copy; with `having` those that hold this text. */
	z.strictObject({kind: z.literal('lines'), on: z.string(), run: z.string(), having: z.string().optional()}),
	/** Does an ICMP echo come back, or, with `tcp`, a page from that port? `to` is a machine or an address. */
	z.strictObject({kind: z.literal('reach'), from: z.string(), to: z.string(), tcp: z.int().min(1).max(65535).optional()}),
	/** Port on which the switch knows the address of `holder` (a place or a MAC); `absent`. */
	z.strictObject({kind: z.literal('fdb'), bridge: placeSchema, holder: z.string(), vid: z.int().min(0).max(4094).default(0)}),
	/** MAC that a machine knows for another machine or an address; `absent`. */
	z.strictObject({kind: z.literal('arp'), machine: z.string(), for: z.string()}),
	/** Mode of a macvlan; `absent` when there is no such macvlan. */
	z.strictObject({kind: z.literal('mode'), device: placeSchema}),
	/** Is the device up? False when it is gone. */
	z.strictObject({kind: z.literal('up'), device: placeSchema}),
	/** Option of a bridge port. */
	z.strictObject({kind: z.literal('flag'), port: placeSchema, flag: z.enum(FLAGS)}),
	// --- no world at all
	/**
	 * Of a time budget: octets of a frame on the wire (`wire`), ns from frame to frame (`slot`), Mpps of the full link
	 * (`line-rate`); of its first path ns a packet of the slowest worker (`cost`), Mpps that it takes (`rate`), cores that the full
	 * link needs (`cores`), per cent of the packets lost in the simulation (`lost`); of all its paths those that keep up
	 * (`fits`), or all from the fastest to the slowest (`cheapest`).
	 */
	z.strictObject({
		kind: z.literal('budget'),
		sheet: budgetSchema,
		value: z.enum(['wire', 'slot', 'line-rate', 'cost', 'rate', 'cores', 'lost', 'fits', 'cheapest']),
	}),
	/** Of a fabric after its run: stations, most entries of a ToR and of the core, per cent of the frames flooded, and what it comes to. */
	z.strictObject({
		kind: z.literal('fabric'),
		fabric: fabricSchema,
		value: z.enum(['stations', 'tor-entries', 'core-entries', 'flooded', 'verdict']),
	}),
	z.strictObject({kind: z.literal('counter'), device: placeSchema, counter: z.enum(COUNTERS)}),
	/** Is the device promiscuous? */
	z.strictObject({kind: z.literal('promiscuous'), device: placeSchema}),
]);
export type Query = z.output<typeof querySchema>;

/** What a query answers. A list is a set: its order means nothing. */
export type Value = boolean | number | string | readonly string[];
export const valueSchema = z.union([z.boolean(), z.number(), z.string(), z.array(z.string())]);

/** Equal as answers: sets without regard to order. */
export function sameValue(a: Value, b: Value): boolean {
	if (typeof a !== 'object' || typeof b !== 'object') return a === b;
	return a.length === b.length && a.every((member) => b.includes(member));
}
