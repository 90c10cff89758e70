/** The way of a frame through a picture: from device to device along wires, cell by cell. */
import type {DeviceId} from '../../engine/netdev.js';
import {deviceAt, type World} from '../../engine/world.js';
import type {Point} from '../canvas.js';
import type {Scene} from './scene.js';
import {homeOf} from './services.js';
import {spotOf, type Wire} from './wires.js';

/** Cells in order; neighbours touch. Empty when the picture has no place for an end. */
export type Route = readonly Point[];

/** A place on a route, and where the frame is heading there. */
export interface Position extends Point {
	heading: 'up' | 'down' | 'left' | 'right' | 'still';
}

/** From the first device over the others to the last. */
export function routeOf(scene: Scene, world: World, devices: readonly DeviceId[]): Route {
	const cells: Point[] = [];
	for (let index = 1; index < devices.length; index++) {
		const leg = legOf(scene, world, devices[index - 1] as DeviceId, devices[index] as DeviceId);
		cells.push(...(cells.length > 0 ? leg.slice(1) : leg));
	}
	if (devices.length !== 1) return cells;
	const spot = spotOf(world, scene.boxes, devices[0] as DeviceId);
	return spot ? [spot] : [];
}

/** The place after the share `t` (0 to 1) of a route. */
export function positionAlong(route: Route, t: number): Position | undefined {
	const last = route.length - 1;
	const at = Math.min(last, Math.max(0, Math.round(t * last)));
	const here = route[at];
	if (!here) return undefined;
	const from = route[at - 1] ?? here;
	const to = at > 0 ? here : (route[1] ?? here);
	return {...here, heading: headingOf(from, to)};
}

function headingOf(from: Point, to: Point): Position['heading'] {
	if (to.y > from.y) return 'down';
	if (to.y < from.y) return 'up';
	if (to.x === from.x) return 'still';
	return to.x > from.x ? 'right' : 'left';
}

/** Along the wire between two devices; without one, through the box that both are in. */
function legOf(scene: Scene, world: World, from: DeviceId, to: DeviceId): Point[] {
	const wire = scene.wires.find((candidate) => joins(candidate, from, to));
	if (wire) {
		const cells = cellsOf(wire.points);
		return wire.from === from ? cells : cells.toReversed();
	}
	const over = detour(scene, from, to);
	if (over.length > 0) return [...routeOf(scene, world, [from, ...over, to])];
	const [a, b] = [spotOf(world, scene.boxes, from), spotOf(world, scene.boxes, to)];
	if (!a || !b) return [];
	const home = homeOf(world, deviceAt(world, from).machine);
	const box = scene.boxes.find(({plan}) => plan.machine === home);
	const row = box?.titleRow ?? a.y;
	return cellsOf([a, {x: a.x, y: row}, {x: b.x, y: row}, b]);
}

/** Devices between the two, over the fewest wires: the parent of a macvlan, the bridge of two ports, two bridges that are joined. */
function detour(scene: Scene, from: DeviceId, to: DeviceId): DeviceId[] {
	const before = new Map<DeviceId, DeviceId>([[from, from]]);
	for (const at of before.keys()) {
		if (at === to) break;
		for (const wire of scene.wires) {
			if (wire.kind === 'cable' || wire.kind === 'virtual') continue;
			const next = wire.from === at ? wire.to : wire.to === at ? wire.from : at;
			if (!before.has(next)) before.set(next, at);
		}
	}
	const way: DeviceId[] = [];
	for (let at = before.get(to); at !== undefined && at !== from; at = before.get(at)) way.unshift(at);
	return way;
}

function joins(wire: Wire, from: DeviceId, to: DeviceId): boolean {
	return (wire.from === from && wire.to === to) || (wire.from === to && wire.to === from);
}

/** Every cell of a line through corners. */
function cellsOf(points: readonly Point[]): Point[] {
	const cells: Point[] = points.slice(0, 1);
	for (let index = 1; index < points.length; index++) {
		const to = points[index] as Point;
		let {x, y} = points[index - 1] as Point;
		while (x !== to.x || y !== to.y) {
			x += Math.sign(to.x - x);
			if (x === to.x) y += Math.sign(to.y - y);
			cells.push({x, y});
		}
	}
	return cells;
}
