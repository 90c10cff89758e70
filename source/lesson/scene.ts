/*
 * Scenes: a stage being watched
 *
 * The live world of a step: one history, or the two of a compare under one
 * clock. A scene has a place in time, counted in ticks from its beginning; it moves
 * forwards and back, and never before the beginning. Stimuli go in one by one,
 * each when everything before it has come to rest.
 *
 * Of two worlds the one whose next event is earlier moves first, so that equal
 * events are seen side by side; `order` remembers who moved, to go back the same
 * way.
 */
import type {Shell} from '../console/shell/shell.js';
import {fork, type History, jump, step} from '../engine/history.js';
import {nextTime} from '../engine/tick.js';
import type {TraceNode} from '../engine/trace.js';
import {feed} from './feed.js';
import type {Stage} from './stage.js';

export interface Scene {
	stage: Stage;
	histories: readonly History[];
	/** Ticks done in each history when the scene began. */
	starts: readonly number[];
	/** How many stimuli went in. */
	fed: number;
	/** Side of each tick since the beginning; with one world it stays empty. */
	order: number[];
	/** Place in `order`. */
	at: number;
	/** Of each side the shells whose prompts were used, by machine. */
	shells: readonly Map<string, Shell>[];
}

/** One event of a scene. */
export interface SceneEvent {
	side: number;
	node: TraceNode;
}

/** Opens a scene at its beginning, on copies of the worlds of its stage: nothing is fed yet. */
export function openScene(stage: Stage): Scene {
	const histories = stage.starts.map(fork);
	return {
		stage,
		histories,
		starts: histories.map((history) => history.cursor),
		fed: 0,
		order: [],
		at: 0,
		shells: histories.map(() => new Map()),
	};
}

/** Ticks between the beginning and now. */
export function positionOf(scene: Scene): number {
	return scene.histories.length > 1 ? scene.at : only(scene).cursor - (scene.starts[0] as number);
}

/** Ticks that are known, behind and ahead. */
export function lengthOf(scene: Scene): number {
	return scene.histories.length > 1 ? scene.order.length : only(scene).end - (scene.starts[0] as number);
}

/** The next event; `undefined` at the end, when every stimulus is in and all is quiet. */
export function forward(scene: Scene): SceneEvent | undefined {
	for (;;) {
		const event = scene.histories.length > 1 ? forwardBoth(scene) : forwardOne(scene);
		if (event) return event;
		const stimulus = scene.stage.stimuli[scene.fed];
		if (!stimulus) return undefined;
		scene.fed++;
		scene.histories.forEach((history, side) => {
			const before = history.cursor;
			feed(history, stimulus);
			// A command that lets time pass is played in one go; the way back knows those ticks all the same.
			if (scene.histories.length > 1) scene.order.push(...Array.from({length: history.cursor - before}, () => side));
		});
		scene.at = scene.order.length;
	}
}

/** To the end; at most `limit` ticks, which a storm would need. */
export function forwardToEnd(scene: Scene, limit = 100_000): void {
	for (let ticks = 0; ticks < limit && forward(scene); ticks++);
}

/** To a place in time: back to any, forwards as far as there is something to see. */
export function seek(scene: Scene, position: number): void {
	const target = Math.max(0, position);
	if (target > lengthOf(scene)) {
		seek(scene, lengthOf(scene));
		while (positionOf(scene) < target && forward(scene));
		return;
	}
	if (scene.histories.length === 1) {
		jump(only(scene), (scene.starts[0] as number) + target);
		return;
	}
	scene.histories.forEach((history, side) => {
		const ticks = scene.order.slice(0, target).filter((mover) => mover === side).length;
		jump(history, (scene.starts[side] as number) + ticks);
	});
	scene.at = target;
}

/** Nothing more to see? */
export function isOver(scene: Scene): boolean {
	return (
		scene.fed === scene.stage.stimuli.length &&
		positionOf(scene) === lengthOf(scene) &&
		scene.histories.every((history) => nextTime(history.world) === undefined)
	);
}

/** The nodes of the scene up to now, of one side. */
export function eventsOf(scene: Scene, side = 0): readonly TraceNode[] {
	const since = scene.starts[side] as number;
	const {trace} = scene.histories[side] as History;
	// Nodes are numbered without a gap, so none needs to be looked at: there may be 50,000, and every picture asks.
	return trace.slice(Math.max(0, since - (trace[0]?.id ?? since)));
}

function only(scene: Scene): History {
	return scene.histories[0] as History;
}

function forwardOne(scene: Scene): SceneEvent | undefined {
	const node = step(only(scene));
	return node && {side: 0, node};
}

function forwardBoth(scene: Scene): SceneEvent | undefined {
	const known = scene.order[scene.at];
	const side = known ?? earliest(scene);
	if (side === undefined) return undefined;
	const node = step(scene.histories[side] as History);
	if (!node) return undefined;
	if (known === undefined) scene.order.push(side);
	scene.at++;
	return {side, node};
}

function earliest(scene: Scene): number | undefined {
	let best: {side: number; time: number} | undefined;
	scene.histories.forEach((history, side) => {
		const time = nextTime(history.world);
		if (time !== undefined && (!best || time < best.time)) best = {side, time};
	});
	return best?.side;
}
