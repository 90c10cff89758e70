/** The macvlan lesson from the first step to the last, with right and with wrong answers, in both languages. */
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {playLesson, predictionCount} from '../../source/commands/plain/lesson-text.js';
import {openLesson} from '../../source/lesson/play.js';
import {wordsFor} from '../../source/locale/catalogue.js';
import {locales} from '../../source/locale/locale.js';
import {lessonIn, MACVLAN} from './lessons.js';
import {scriptIo} from './script-io.js';

const lesson = lessonIn(MACVLAN);

const rightAnswers = [
	// own-port, vepa-who with confidence, vepa-why
	...['1', '4', '3', '1'],
	// relay-path, relay-count, bridge-vepa
	...['1 2 4 5', '2', '3', '3 4'],
	// driver, six frames
	...['2', '5', '5', '2 5', '1 2 3 4', '1'],
	// policy
	...['ip link set eth0 type macvlan mode vepa', 'on vm2', 'ip link set eth0 type macvlan mode vepa'],
	...['on vm3', 'ip link set eth0 type macvlan mode vepa', 'on sw0', 'bridge link set dev swp1 hairpin on'],
	// host-back
	...['1', 'ip link add link eth0 name mv0 type macvlan mode bridge', 'ip addr del 10.0.0.10/24 dev eth0'],
	...['ip addr add 10.0.0.10/24 dev mv0', 'ip link set mv0 up'],
	// claims
	...['1', '2', '2', '2'],
];

const wrongAnswers = [
	// own-port: a letter, wrong, a hint, wrong again
	...['x', '3', 'h', '2'],
	// vepa-who: everybody; no confidence
	...['1 2 3 4', ''],
	// vepa-why: wrong, then the solution
	...['2', 's'],
	// relay-path: flooded; relay-count
	...['1 2 3 4 6', '1', '1', '2'],
	// bridge-vepa: nothing differs
	'0',
	// driver: each frame wrong twice
	...['5', '1', '3', '2', '4', '1', '5', '1', '1 2', '1', '2', '3'],
	// policy: a tool that is not there, a mistake, a wrong half, a ping that fails, then the solution
	...['s', 'iptables -L', 'ip link set eth0 type macvlan mode fast', 'ip link set eth0 type macvlan mode vepa'],
	...['ping -c 1 10.0.0.2', 'events', 'goals', 'on nowhere', 'undo', 's'],
	// host-back: wrong twice; the switch, taken back; hints one by one; the solution
	...['2', '3', 'on sw0', 'bridge link set dev swp1 hairpin on', 'undo', 'h', 'h', 'ip link', 'h', 's'],
	// claims: all wrong
	...['2', '1', '1', '1'],
];

describe.each(locales)('the macvlan lesson in %s', (locale) => {
	it.each([
		['right', rightAnswers, {right: 2, made: 2}],
		['wrong', wrongAnswers, {right: 0, made: 2}],
	])('plays to the end with %s answers', async (name, answers, count) => {
		const io = scriptIo(answers);
		const play = openLesson(lesson, locale);
		expect(await playLesson(play, io, wordsFor(locale))).toBe('finished');
		expect(io.unused()).toEqual([]);
		expect(predictionCount(play)).toEqual(count);
		await expect(io.transcript()).toMatchFileSnapshot(join(import.meta.dirname, `golden/macvlan-${name}.${locale}.txt`));
	});
});
