import {describe, expect, it} from 'vitest';
import {parseRecording} from '../../source/replay/recording.js';
import {judge} from '../../source/replay/verdict.js';
import {judged, loose, put} from './recordings.js';

/** The text of a recording with one line changed. */
function textOf(change: (text: string) => string): string {
	return change(JSON.stringify(loose('macvlan/mv-source-mode'), undefined, 1));
}

describe('a text that is not JSON', () => {
	it.each([
		['a missing comma', (text: string) => text.replace('"format": 1,', '"format": 1'), 3, '"}" is needed at the end of an object'],
		['a trailing comma', () => '{\n"format": 1,\n}', 3, 'a text in double quotes is needed'],
		['an early end', (text: string) => text.slice(0, text.indexOf('"about"')), 4, 'a text in double quotes is needed'],
		['a bare word', () => '{\n"format": one}', 2, 'a JSON value is needed'],
		['something behind the end', (text: string) => `${text}\n]`, undefined, 'nothing may follow the end of the recording'],
		['nothing', () => '', 1, 'the file ends in the middle'],
	] as const)('is reported with its line: %s', (_, change, line, message) => {
		const text = textOf(change);
		expect(parseRecording(text)).toEqual({kind: 'wrong', problems: [{path: '', line: line ?? text.split('\n').length, message}]});
	});
});

describe('a recording that is not one', () => {
	it.each([
		['a wrong address', ['stimuli', 2, 'src'], '02:00', 'stimuli[2].src', 'a MAC address is written 02:00:00:00:00:01'],
		['a frame without source', ['stimuli', 2, 'src'], undefined, 'stimuli[2]', 'a stimulus has "do", or "from", "src" and "dst"'],
		['a sender that is no endpoint', ['stimuli', 2, 'from'], 'vm9', 'stimuli[2].from', 'there is no endpoint "vm9"'],
		['an expectation at the wrong place', ['expect', 2, 'id'], 'f9', 'expect[2].id', 'this stands at the place of "f3"'],
		['a missing expectation', ['expect'], [], 'expect', 'there are 9 stimuli and 0 expectations'],
		['a time that runs backwards', ['stimuli', 2, 't'], 0, 'stimuli[2].t', 'stimuli stand in order of time'],
		['an unknown mode', ['endpoints', 0, 'macvlan', 'mode'], 'hub', 'endpoints[0].macvlan.mode', undefined],
		['another format', ['format'], 2, 'format', undefined],
		['no endpoint', ['endpoints'], [], 'endpoints', undefined],
	] as const)('is reported with path and line: %s', (_, keys, value, path, message) => {
		const recording = loose('macvlan/mv-source-mode');
		put(recording, keys, value);
		const text = JSON.stringify(recording, undefined, 1);
		const parsed = parseRecording(text);
		if (parsed.kind !== 'wrong') throw new Error(`this is ${parsed.kind}`);
		const [problem] = parsed.problems;
		expect(problem?.path).toBe(path);
		if (message !== undefined) expect(problem?.message).toBe(message);
		// The line is that of the value, or of the nearest thing around it that is there.
		const key = `"${keys.findLast((word) => typeof word === 'string')}"`;
		if (value !== undefined) expect(text.split('\n')[(problem?.line ?? 0) - 1]).toContain(key);
	});
});

describe('a recording of which no world can be made', () => {
	it.each([
		['a parent that is not there', 'macvlan/mv-source-mode', ['endpoints', 0, 'macvlan', 'parent'], 'eth9', 'endpoints[0]'],
		['a link to nowhere', 'macvlan/mv-source-mode', ['device', 'parents', 0, 'uplink', 'device'], 'br9', 'device.parents[0]'],
		['a name that no machine may have', 'macvlan/mv-source-mode', ['device', 'name'], '9', 'device'],
		[
			'a static entry at no port',
			'linux-bridge/lb-static-fdb',
			['device', 'staticFdb'],
			[{mac: '02:00:00:00:00:01', port: 'p9'}],
			'device.staticFdb[0]',
		],
		['a group that is none', 'linux-bridge/lb-static-fdb', ['device', 'mdb'], [{port: 'p1', group: 'all'}], 'device.mdb[0].group'],
	] as const)('names the place in the file and its line: %s', (_, name, keys, value, path) => {
		const recording = loose(name);
		put(recording, keys, value);
		const text = JSON.stringify(recording, undefined, 1);
		const verdict = judge(parseRecording(text), true);
		if (verdict.kind !== 'wrong') throw new Error(`this is ${verdict.kind}`);
		const [problem] = verdict.problems;
		expect(problem?.path).toBe(path);
		const first = text.split('\n').findIndex((line) => line.includes(`"${keys[0]}":`)) + 1;
		expect(problem?.line).toBeGreaterThanOrEqual(first);
		expect(first).toBeGreaterThan(1);
	});
});

describe('what nobody here knows', () => {
	it.each([
		['an expectation', ['expect', 0, 'conntrack'], [], 'expect[0].conntrack is not known'],
		['a field of a delivery', ['expect', 0, 'delivered', 0, 'mark'], 1, 'expect[0].delivered[0].mark is not known'],
		['a field of a stimulus', ['stimuli', 0, 'burst'], 3, 'stimuli[0].burst is not known'],
		['an initial state', ['initial', 'neighbours'], {}, 'initial.neighbours is not known'],
		['a device option', ['device', 'config'], {offload: true}, 'device.config.offload is not known'],
		[
			'a flag of a static entry',
			['device', 'staticFdb'],
			[{mac: '02:00:00:00:00:01', port: 'p1', flags: ['router']}],
			'FDB flag router is not known',
		],
	] as const)('makes the recording count as skipped, by name: %s', (_, keys, value, reason) => {
		expect(judged('macvlan/mv-source-mode', (recording) => put(recording, keys, value))).toMatchObject({
			kind: 'skipped',
			reasons: [reason],
		});
	});

	it('does not hide a divergence', () => {
		const verdict = judged('macvlan/mv-source-mode', (recording) => {
			put(recording, ['expect', 0, 'conntrack'], []);
			put(recording, ['expect', 0, 'delivered'], []);
		});
		expect(verdict).toMatchObject({kind: 'failed', divergence: {id: 'f1', what: 'delivered'}});
	});

	it.each([
		['an action', {do: {op: 'reboot'}}, 'f1: action reboot is not known'],
		['a payload', {payload: {type: 'sctp'}}, 'f1: payload type sctp'],
		['an IGMP message', {payload: {type: 'igmp', igmp: 'membership'}}, 'f1: IGMP message membership'],
	])('skips from there on: %s', (_, stimulus, reason) => {
		const verdict = judged('macvlan/mv-source-mode', (recording) => {
			put(recording, ['stimuli', 0], {...recording.stimuli?.[0], ...stimulus});
		});
		expect(verdict).toMatchObject({kind: 'skipped', reasons: [reason], steps: [{observation: {id: 'f1'}}]});
	});

	it('includes whole systems: a recording of an unknown switch is skipped by name', () => {
		const verdict = judged('macvlan/mv-source-mode', (recording) => put(recording, ['device', 'type'], 'esxi'));
		expect(verdict).toEqual({kind: 'skipped', name: 'mv-source-mode', steps: [], reasons: ['device type esxi is not simulated']});
	});
});
