import {describe, expect, it} from 'vitest';
import {
	bitsText,
	countText,
	durationText,
	millionsText,
	nsText,
	percentText,
	rateText,
	timesText,
} from '../../../source/view/budget/numbers.js';

describe('numbers of a budget', () => {
	it.each([
		[67.2, '67.2'],
		[0.84, '0.84'],
		[645.16, '645.2'],
		[12_304, '12304'],
		[0, '0'],
		[20, '20'],
	])('%d ns is %s', (ns, text) => expect(nsText(ns, '.')).toBe(text));

	it.each([
		[67.2, '67.2 ns'],
		[1967.2, '2 µs'],
		[81_912, '81.9 µs'],
		[333_824, '334 µs'],
		[1.5e6, '1.5 ms'],
		[2e9, '2 s'],
	])('%d ns lasts %s', (ns, text) => expect(durationText(ns, '.')).toBe(text));

	it.each([
		[14_880_952, '14.88 Mpps'],
		[148_809_523, '148.8 Mpps'],
		[1_000_000, '1 Mpps'],
		[812_743, '812.7 kpps'],
		[100, '100 pps'],
	])('%d packets a second are %s', (rate, text) => expect(rateText(rate, '.')).toBe(text));

	it.each([
		[14_880_952, '14.88'],
		[0, '0.00'],
		[100, '0.00010'],
	])('%d packets a second are %s millions', (rate, text) => expect(millionsText(rate, '.')).toBe(text));

	it('shows no loss as none that is not', () => {
		expect([0, 0.00001, 0.0025, 0.893, 0.9999, 1].map((share) => percentText(share, '.'))).toEqual([
			'0 %',
			'<0.01 %',
			'0.25 %',
			'89.3 %',
			'100 %',
			'100 %',
		]);
	});

	it('groups thousands, names bits, and says how many times', () => {
		expect([
			countText(200_000),
			countText(999),
			bitsText(9.48e9, '.'),
			bitsText(640e6, '.'),
			timesText(9.6, '.'),
			timesText(20.4, '.'),
		]).toEqual(['200 000', '999', '9.48 Gb/s', '640 Mb/s', '9.6', '20']);
	});

	it('has the decimal sign of the language', () => {
		expect([
			nsText(67.2, ','),
			durationText(1.5e6, ','),
			rateText(14_880_952, ','),
			millionsText(100, ','),
			percentText(0.00001, ','),
		]).toEqual(['67,2', '1,5 ms', '14,88 Mpps', '0,00010', '<0,01 %']);
	});
});
