import {describe, expect, it} from 'vitest';
import type {World} from '../../source/engine/world.js';
import {eventsOf, forward, forwardToEnd, isOver, lengthOf, openScene, positionOf, type Scene, seek} from '../../source/lesson/scene.js';
import type {Step} from '../../source/lesson/schema.js';
import {createStages, type Stage} from '../../source/lesson/stage.js';
import {lessonIn, MACVLAN} from './lessons.js';

const lesson = lessonIn(MACVLAN);
const stages = createStages(lesson);

function stageOf(id: string, part?: string): Stage {
	return stages.of(lesson.steps.find((step) => step.id === id) as Step, part) as Stage;
}

function worlds(scene: Scene): World[] {
	return scene.histories.map((history) => structuredClone(history.world));
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, one) => total + one, 0);
}

describe('a scene', () => {
	it('begins before the stimulus and ends when all is quiet', () => {
		const scene = openScene(stageOf('relay-path'));
		expect([positionOf(scene), lengthOf(scene), isOver(scene)]).toEqual([0, 0, false]);
		forwardToEnd(scene);
		expect(isOver(scene)).toBe(true);
		expect(positionOf(scene)).toBe(lengthOf(scene));
		expect(forward(scene)).toBeUndefined();
	});
	it.each(['relay-path', 'bridge-vepa'])('of %s goes back and forth through the same worlds', (id) => {
		const scene = openScene(stageOf(id));
		forward(scene);
		seek(scene, 0);
		const way = [worlds(scene)];
		while (forward(scene)) way.push(worlds(scene));
		for (let position = way.length - 1; position >= 0; position--) {
			seek(scene, position);
			expect(positionOf(scene)).toBe(position);
			expect(worlds(scene)).toEqual(way[position]);
		}
		seek(scene, Number.POSITIVE_INFINITY);
		expect(worlds(scene)).toEqual(way.at(-1));
	});
	it('of two worlds comes back to the same moment, also when a command let time pass', () => {
		const {starts} = stageOf('bridge-vepa');
		const scene = openScene({key: 'two', starts, stimuli: [{kind: 'command', on: 'vm1', run: 'ping -c 2 10.0.0.2'}]});
		forwardToEnd(scene);
		const cursors = () => scene.histories.map(({cursor}, side) => cursor - (scene.starts[side] as number));
		const end = cursors();
		expect(end.every((ticks) => ticks > 0)).toBe(true);
		expect([positionOf(scene), lengthOf(scene)]).toEqual([sum(end), sum(end)]);
		seek(scene, 0);
		expect(cursors()).toEqual([0, 0]);
		seek(scene, sum(end));
		expect(cursors()).toEqual(end);
	});
	it('runs two worlds under one clock: time never goes back while it goes forward', () => {
		const scene = openScene(stageOf('bridge-vepa'));
		const times: number[] = [];
		const sides = new Set<number>();
		for (let event = forward(scene); event; event = forward(scene)) {
			times.push(event.node.time);
			sides.add(event.side);
		}
		expect(times).toEqual([...times].sort((a, b) => a - b));
		expect(sides).toEqual(new Set([0, 1]));
		expect(eventsOf(scene, 0).length + eventsOf(scene, 1).length).toBe(times.length);
	});
	it('leaves the stage it was opened on as it was', () => {
		const stage = stageOf('vepa-who');
		const before = structuredClone((stage.starts[0] as (typeof stage.starts)[number]).world);
		forwardToEnd(openScene(stage));
		expect((stage.starts[0] as (typeof stage.starts)[number]).world).toEqual(before);
	});
});

describe('stages', () => {
	it('are shared by a prediction, its run, and what is observed and explained of it', () => {
		expect(new Set(['vepa-who', 'vepa-run', 'vepa-why'].map((id) => stageOf(id).key))).toEqual(new Set(['vepa-who']));
		expect(new Set(['relay-path', 'relay-run', 'relay-count'].map((id) => stageOf(id).key))).toEqual(new Set(['relay-path']));
	});
	it('of a round begin where the round before ended, unless they have a lab of their own', () => {
		const first = stages.played(stageOf('driver', 'sibling')).history;
		expect((stageOf('driver', 'private').starts[0] as typeof first).world).toEqual(first.world);
		expect((stageOf('driver', 'passthru').starts[0] as typeof first).world.machines.map(({name}) => name)).not.toContain('vm2');
	});
	it('run the set-up commands of a lab before the beginning', () => {
		const {starts, stimuli} = stageOf('own-port');
		expect((starts[0] as (typeof starts)[number]).inputs.length).toBeGreaterThan(0);
		expect(stimuli).toHaveLength(1);
	});
});
