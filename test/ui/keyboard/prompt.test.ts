import {describe, expect, test} from 'vitest';
import {positionOf} from '../../../source/lesson/scene.js';
import {en} from '../../../source/locale/en.js';
import {footerOf, headerOf} from '../../../source/ui/frame-model.js';
import {createLessonController} from '../../../source/ui/lesson-controller.js';
import {playAt} from '../../view/lesson.js';
import {createTestClock} from '../emulator.js';

const KEYS = ['enter', 'escape', 'tab', 'up', 'down', 'left', 'right', 'home', 'end', 'backspace', 'page-up', 'page-down'];

/** A step at its prompt; words that name a key press it, others are typed. */
function at(step: string, past: string[] = []) {
	const done: string[] = [];
	const host = {exit: (code: number) => done.push(`exit ${code}`), leaveLesson: () => done.push('left')};
	const play = playAt(step);
	const clock = createTestClock();
	const kept: string[] = [];
	const controller = createLessonController({
		play,
		words: en,
		host: host as never,
		clock,
		still: false,
		speed: 'normal',
		past: {lines: past, keep: (line) => kept.push(line)},
	});
	const press = (...keys: string[]) => {
		for (const key of keys)
			if (KEYS.includes(key) || /^(ctrl|meta)-./.test(key)) controller.press(key, '');
			else for (const letter of key) controller.press(letter === ' ' ? 'space' : letter, letter);
	};
	const lines = (): string[] =>
		controller.view.prompt.lines.map((line) => (line.kind === 'choices' ? line.choices.map(({word}) => word).join(' ') : line.text));
	press('i');
	return {play, controller, clock, press, lines, done, kept, prompt: () => controller.view.prompt, message: () => controller.view.message};
}

describe('a line that runs', () => {
	test('goes on while keys are read, and prints as it goes', () => {
		const {press, clock, lines, prompt} = at('policy');
		press('ping -c 3 10.0.0.2', 'enter');
		expect([prompt().running?.line, lines().at(-1)]).toEqual(['ping -c 3 10.0.0.2', expect.stringMatching(/icmp_seq=1|^PING/)]);
		press('ip ne');
		expect(prompt().editor.text).toBe('ip ne');
		clock.advance(5000);
		expect(prompt().running).toBeUndefined();
		expect(lines().filter((line) => line.includes('packets transmitted'))).toHaveLength(1);
		expect(prompt().editor.text).toBe('ip ne');
	});

	test('lets lines wait that are typed meanwhile', () => {
		const {press, clock, lines, prompt, play} = at('policy');
		press('ping -c 2 10.0.0.2', 'enter', 'on sw0', 'enter', 'ip addr', 'enter');
		expect(prompt().queue).toEqual(['on sw0', 'ip addr']);
		clock.advance(5000);
		expect([prompt().queue, prompt().machine, lines().includes('sw0# ip addr')]).toEqual([[], 'sw0', true]);
		expect(play.record.commands.map(({on}) => on)).toEqual(['vm1', 'sw0']);
	});

	test('of many says how many wait behind it, and that Ctrl-C stops them', () => {
		const {press, controller, clock, prompt, play} = at('policy');
		controller.paste(Array.from({length: 200}, (_, number) => `echo ${number}`).join('\n'));
		press('enter');
		expect([prompt().running?.line, prompt().queue.length]).toEqual(['echo 0', 199]);
		expect(footerOf(controller, en).left[0]).toEqual({key: 'Ctrl-C', word: en.footer.stop});
		press('ctrl-c');
		clock.advance(1000);
		expect([prompt().queue, prompt().running]).toEqual([[], undefined]);
		expect(play.record.commands.map(({line}) => line)).toEqual(['echo 0']);
		expect(footerOf(controller, en).left[0]).not.toEqual({key: 'Ctrl-C', word: en.footer.stop});
	});

	test('ends at Ctrl-C with its summary, and what was typed ahead does not run', () => {
		const {press, clock, lines, prompt, play} = at('policy');
		press('ping -c 1000 10.0.0.2', 'enter', 'ip addr', 'enter');
		clock.advance(300);
		press('ctrl-c');
		clock.advance(300);
		expect([prompt().running, prompt().queue]).toEqual([undefined, []]);
		expect(lines()).toContain('^C');
		expect(lines().some((line) => /^\d+ packets transmitted/.test(line))).toBe(true);
		expect(play.record.commands.map(({line}) => line)).toEqual(['ping -c 1000 10.0.0.2']);
	});

	test('that was interrupted is built again as it was', () => {
		const {press, clock, play} = at('policy');
		press('ping -c 1000 10.0.0.2', 'enter');
		clock.advance(500);
		press('ctrl-c');
		clock.advance(500);
		press('ip link set eth0 down', 'enter', 'escape');
		const world = structuredClone(play.history?.world);
		press('z');
		expect(play.history?.world).not.toEqual(world);
		press('Z');
		expect(play.history?.world).toEqual(world);
	});

	test('is not left behind by Escape', () => {
		const {press, controller, message} = at('policy');
		press('ping -c 1000 10.0.0.2', 'enter', 'escape');
		expect([controller.view.focus, message()]).toEqual(['console', en.messages.stillRuns]);
		expect(footerOf(controller, en).left[0]).toEqual({key: 'Ctrl-C', word: en.footer.stop});
	});
});

test('clear puts away what was printed, and leaves the lab as it was', () => {
	const {press, lines, prompt, play} = at('policy');
	press('ip addr', 'enter', 'clear', 'enter');
	expect([lines(), prompt().since]).toEqual([[], 0]);
	expect(play.record.commands.map(({line}) => line)).toEqual(['ip addr']);
	press('echo on', 'enter');
	expect(lines()).toEqual(['vm1# echo on', 'on']);
});

describe('Ctrl-C without a line that runs', () => {
	test('throws the typed line away, and leaves only when it is pressed twice at an empty one', () => {
		const {press, done, message, lines} = at('policy');
		press('half a li', 'ctrl-c');
		expect([lines().at(-1), done]).toEqual(['vm1# half a li^C', []]);
		press('ctrl-c');
		expect([message(), done]).toEqual([en.messages.leaving, []]);
		press('a', 'backspace', 'ctrl-c');
		expect(done).toEqual([]);
		press('ctrl-c');
		expect(done).toEqual(['exit 130']);
	});
});

test('the ghost of a word in quotes is no part of another word', () => {
	const {press, prompt} = at('policy');
	press('echo "');
	expect(prompt().ghost).toBe('');
});

describe('a line of several rows', () => {
	test('that is not whole asks for more', () => {
		const {press, prompt, play, kept} = at('policy');
		press("ip link show 'eth0", 'enter');
		expect([prompt().editor.text, play.record.commands]).toEqual(["ip link show 'eth0\n", []]);
		press("'", 'enter');
		expect(kept).toEqual(["ip link show 'eth0\n'"]);
	});

	test('that is pasted is shown, runs with Enter line by line, and not with Ctrl-C', () => {
		const {press, controller, clock, prompt, lines, play, kept} = at('policy');
		controller.paste('ip addr\r\nip link\u001B[31m\n');
		expect([prompt().editor.text, play.record.commands]).toEqual(['ip addr\nip link^[[31m', []]);
		press('ctrl-c');
		expect([prompt().editor.text, play.record.commands]).toEqual(['', []]);
		controller.paste('ip addr\nip link\n');
		press('enter');
		clock.advance(100);
		expect(play.record.commands.map(({line}) => line)).toEqual(['ip addr', 'ip link']);
		expect(lines().filter((line) => line.startsWith('vm1# ip'))).toEqual(['vm1# ip addr^C', 'vm1# ip addr', 'vm1# ip link']);
		expect(kept).toEqual(['ip addr', 'ip link']);
	});

	test('pasted anywhere else does nothing and says where it belongs', () => {
		const {press, controller, message, play} = at('policy');
		press('escape');
		controller.paste('nq');
		expect([message(), play.step.id]).toEqual([en.messages.pasteAtPrompt, 'policy']);
	});
});

describe('what is offered', () => {
	test('is the newest line that began so, and Right takes it', () => {
		const {press, prompt} = at('policy', ['ip link show', 'ip addr']);
		press('ip l');
		expect(prompt().ghost).toBe('ink show');
		press('meta-f');
		expect([prompt().editor.text, prompt().ghost]).toEqual(['ip link', ' show']);
		press('right');
		expect([prompt().editor.text, prompt().ghost]).toEqual(['ip link show', '']);
	});

	test('is the first word that fits where no line of before does', () => {
		const {press, prompt} = at('policy');
		press('bri');
		expect(prompt().ghost).toBe('dge');
		press('end');
		expect(prompt().editor.text).toBe('bridge');
	});

	test('of other sessions comes with Up and with Ctrl-R', () => {
		const {press, prompt} = at('policy', ['ip link show', 'ip addr']);
		press('up', 'up');
		expect(prompt().editor.text).toBe('ip link show');
		press('down', 'down', 'ctrl-r', 'link', 'enter');
		expect(prompt().editor.past.at(-1)).toBe('ip link show');
	});
});

describe('the sandbox of a step', () => {
	test('stands in all panes while it is open, and leaves the step as it was', () => {
		const {press, controller, play, message} = at('vepa-who');
		const own = structuredClone(play.stepScene?.histories[0]?.world);
		press('ip link set eth0 down', 'enter');
		expect(headerOf(controller, en).mode).toBe('SANDBOX');
		expect(play.history?.world).not.toEqual(own);
		expect(play.stepScene?.histories[0]?.world).toEqual(own);
		press('escape', '3');
		expect(play.record.draft).toEqual([]);
		press('n');
		expect([message(), play.step.id]).toEqual([en.refusals['in-sandbox'], 'vepa-who']);
		press('q');
		expect([play.sandbox, play.history?.world, message()]).toEqual([undefined, own, en.messages.backFromSandbox]);
	});

	test('goes on where it was at the second visit, and x begins it anew', () => {
		const {press, play, message} = at('vepa-who');
		press('ip link set eth0 down', 'enter', 'escape', 'q', 'i');
		expect(message()).toBe(en.messages.sameCopy);
		expect(play.sandbox?.deeds.commands.map(({line}) => line)).toEqual(['ip link set eth0 down']);
		press('escape', 'x', 'y');
		expect([play.sandbox?.deeds.commands, play.record.attempts]).toEqual([[], []]);
	});

	test('takes back and does again, and time runs in it both ways', () => {
		const {press, clock, play, message} = at('vepa-who');
		press('ping -c 1 10.0.0.2', 'enter');
		clock.advance(20_000);
		press('escape', 'z');
		expect(message()).toBe(en.messages.undone('vm1# ping -c 1 10.0.0.2'));
		expect(play.scene && positionOf(play.scene)).toBe(0);
		press('Z');
		const end = play.scene ? positionOf(play.scene) : 0;
		expect(end).toBeGreaterThan(0);
		press(',');
		expect(play.scene && positionOf(play.scene)).toBe(end - 1);
	});

	test('of a compare types in the world of the side in front', () => {
		const {press, play} = at('bridge-vepa');
		expect(play.scene?.histories).toHaveLength(2);
		press('escape', 'c', 'i', 'ip link set lo down', 'enter');
		expect(play.sandbox?.deeds.commands.map(({side}) => side)).toEqual([1]);
	});

	test('is there in every step with a world; a step without one names the nearest', () => {
		const {play} = at('policy');
		for (const {id} of play.lesson.steps) {
			const opened = at(id);
			const hasWorld = opened.play.stepScene !== undefined;
			expect([id, opened.controller.view.focus]).toEqual([id, hasWorld ? 'console' : 'text']);
			if (!hasWorld) expect(opened.message()).toMatch(/^There is no lab in this step; step \d+ has one\.$/);
		}
	});
});
