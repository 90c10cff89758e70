/*
 * The time budget of a packet
 *
 * A frame occupies its link for longer than its own bits: 7 octets of preamble,
 * 1 of start delimiter and a gap of 12 octets belong to every frame (IEEE 802.3
 * clauses 3.2 and 4.4.2). A frame of 64 octets, checksum included, so takes a slot
 * of 84 octets: 672 bits, 67.2 ns at 10 Gb/s. When frames follow each other without
 * pause, that is the time until the next one is there. It is the time that a core
 * has for a packet, not the time that a packet takes.
 *
 *     t = (L + 20) · 8 / R
 *
 * Exact time
 * ----------
 * Times are integers of picoseconds. At the usual speeds every slot is a whole number
 * of them (an octet at 800 Gb/s is 10 ps); where one is not, `Ratio` keeps the
 * remainder, so that no rounding adds up: after a million frames at 10 Gb/s the clock
 * shows 67,200,000,000 ps and not one more.
 *
 * Not modelled: VLAN tags beyond the length given, pause frames, the 64b/66b coding (the rate is that of the data).
 */

/** Octets of a slot that are not the frame: preamble 7, start delimiter 1, gap 12. */
export const WIRE_OVERHEAD = 20;

/** ps in a ns. */
export const PS = 1000;
/** ps in a second. */
export const PS_PER_SECOND = 1_000_000_000_000;

/** An interval in ps as whole part and fraction `rest / of`. */
export interface Ratio {
	whole: number;
	rest: number;
	of: number;
}

/** Time from one frame to the next on a full link. `length` in octets with checksum, `link` in Mb/s. */
export function slotOf(length: number, link: number): Ratio {
	return ratio((length + WIRE_OVERHEAD) * 8 * 1_000_000, link);
}

/** Time from one packet to the next at so many packets a second. */
export function intervalOf(packetsPerSecond: number): Ratio {
	return ratio(PS_PER_SECOND, packetsPerSecond);
}

function ratio(dividend: number, divisor: number): Ratio {
	const rest = dividend % divisor;
	return {whole: (dividend - rest) / divisor, rest, of: divisor};
}

/** The interval in ns, as near as a number comes. */
export function inNanoseconds({whole, rest, of}: Ratio): number {
	return (whole + rest / of) / PS;
}

/** What a link asks of its switch. */
interface LineRate {
	/** ns for each packet. */
	ns: number;
	packetsPerSecond: number;
	/** Of a core with this clock. */
	cycles: number;
}

/** The row of the budget table for a frame length in octets, a link in Mb/s and a clock in GHz. */
export function lineRate(length: number, link: number, clock = 3): LineRate {
	const ns = inNanoseconds(slotOf(length, link));
	return {ns, packetsPerSecond: (link * 1_000_000) / ((length + WIRE_OVERHEAD) * 8), cycles: ns * clock};
}
