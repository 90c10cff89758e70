/** Numbers of the time budget as text: as many digits as can be trusted, and a unit that keeps them short. */
import {type DecimalSign, decimalText} from '../../locale/locale.js';

/** ns without unit: `67.2`, `645`, `0.84`, `12304`. */
export function nsText(ns: number, decimal: DecimalSign): string {
	if (ns >= 1000) return String(Math.round(ns));
	return trimmed(ns, ns >= 10 ? 1 : 2, decimal);
}

/** A time with its unit: `67.2 ns`, `12.3 µs`, `1.5 ms`, `2 s`. */
export function durationText(ns: number, decimal: DecimalSign): string {
	if (ns < 100) return `${nsText(ns, decimal)} ns`;
	const [value, unit] = ns < 1000 ? [ns, 'ns'] : ns < 1e6 ? [ns / 1e3, 'µs'] : ns < 1e9 ? [ns / 1e6, 'ms'] : [ns / 1e9, 's'];
	return `${trimmed(value, value >= 100 ? 0 : 1, decimal)} ${unit}`;
}

/** Packets a second: `14.88 Mpps`, `800 kpps`, `100 pps`. */
export function rateText(packets: number, decimal: DecimalSign): string {
	if (packets >= 1e6) return `${trimmed(packets / 1e6, packets >= 1e8 ? 1 : 2, decimal)} Mpps`;
	return packets >= 1e4 ? `${trimmed(packets / 1e3, 1, decimal)} kpps` : `${trimmed(packets, 0, decimal)} pps`;
}

/** Millions of packets a second, for a column with that head: `14.88`, `0.00010`. */
export function millionsText(packets: number, decimal: DecimalSign): string {
	return decimalText(packets >= 1e4 || packets === 0 ? (packets / 1e6).toFixed(2) : (packets / 1e6).toPrecision(2), decimal);
}

/** Bits a second: `9.48 Gb/s`, `640 Mb/s`. */
export function bitsText(bits: number, decimal: DecimalSign): string {
	return bits >= 1e9 ? `${trimmed(bits / 1e9, 2, decimal)} Gb/s` : `${trimmed(bits / 1e6, 1, decimal)} Mb/s`;
}

/** A share: `89.6 %`, `0.25 %`, `100 %`; what is not nothing is not shown as 0. */
export function percentText(share: number, decimal: DecimalSign): string {
	const percent = share * 100;
	if (percent > 0 && percent < 0.01) return decimalText('<0.01 %', decimal);
	return `${trimmed(percent, percent >= 100 ? 0 : percent >= 1 ? 1 : 2, decimal)} %`;
}

/** A count with spaces between its thousands: `200 000`. */
export function countText(count: number): string {
	return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ' ');
}

/** A ratio: `9.6`, `20`. */
export function timesText(ratio: number, decimal: DecimalSign): string {
	return trimmed(ratio, ratio >= 10 ? 0 : 1, decimal);
}

function trimmed(value: number, decimals: number, decimal: DecimalSign): string {
	const text = value.toFixed(decimals);
	return decimalText(text.includes('.') ? text.replace(/\.?0+$/, '') : text, decimal);
}
