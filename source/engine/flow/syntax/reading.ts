/*
 * Reading what a person typed
 *
 * ovs-ofctl reads flows, groups and actions with many small functions, any of
 * which may find fault; the first fault is what the person is told. Each of them takes the
 * reading they all share and gives back a value, or `undefined` after it has written the fault
 * down. The texts are those of ovs-ofctl 3.1, without the name of the program in front.
 *
 * A reading also collects which formats of OpenFlow can carry what was read (`PROTOCOL`
 * in `field.ts`): some matches and actions exist only from a version on.
 */

/** How ports are called: `p1` for 1. Names of reserved ports are known without it. */
export interface PortNames {
	numberOf(name: string): number | undefined;
	nameOf(port: number): string | undefined;
}

export const NO_PORT_NAMES: PortNames = {numberOf: () => undefined, nameOf: () => undefined};

export type Problem =
	/** What ovs-ofctl says; `log` stands in its log before that. */
	| {kind: 'error'; message: string; log?: string}
	/** Open vSwitch has it and this engine has not: a field, an action. */
	| {kind: 'not-modelled'; what: string};

export interface Reading {
	readonly ports: PortNames;
	/** Flow formats that can carry all that was read so far, bits of PROTOCOL. */
	formats: number;
	/** The first fault found. */
	problem: Problem | undefined;
	/** Nested actions so far. */
	depth: number;
}

/** Every flow format (OFPUTIL_P_ANY). */
export const ANY_FORMAT = 0x1ff;

export function openReading(ports: PortNames): Reading {
	return {ports, formats: ANY_FORMAT, problem: undefined, depth: 0};
}

/** Writes a fault down; gives back what the reader is to give back. */
export function fail(reading: Reading, message: string): undefined {
	reading.problem ??= {kind: 'error', message};
	return undefined;
}

/** Writes down that `what` is real and not modelled. */
export function unmodelled(reading: Reading, what: string): undefined {
	reading.problem ??= {kind: 'not-modelled', what};
	return undefined;
}

/** The outcome of a reading that gave `value`. */
export function outcome<Value>(reading: Reading, value: Value | undefined): {kind: 'parsed'; value: Value} | Problem {
	if (reading.problem) return reading.problem;
	if (value === undefined) throw new Error('a reader gave up and did not say why');
	return {kind: 'parsed', value};
}
