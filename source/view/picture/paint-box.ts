/** A machine in the picture: its name and address, its devices where their wires meet it. */
import {type Canvas, write} from '../canvas.js';
import {cutText, textWidth} from '../cell-width.js';
import {labelOf} from './box-width.js';
import type {PlacedBox} from './place-rows.js';
import {innerLabelAt} from './wires.js';

/**
 * Paints what stands in a box and on its edges; `delivered` puts the sign for it behind the name. Behind a box without border
 * stands as much as there are cells free for (`room`).
 */
export function paintBox(canvas: Canvas, box: PlacedBox, delivered: boolean, room: number): void {
	const {plan, area, docks} = box;
	const mark = delivered ? ` ${canvas.signs.delivered}` : '';
	if (plan.flat) {
		write(canvas, area.x, area.y, '[', 'box');
		write(canvas, area.x + 1, area.y, plan.title, 'machine');
		write(canvas, area.x + 1 + textWidth(plan.title), area.y, ']', 'box');
		let at = area.x + area.width + write(canvas, area.x + area.width, area.y, mark, 'delivered');
		for (const text of [plan.address, ...plan.inner.map(({label}) => label), plan.note]) {
			if (text === '' || at + 1 + textWidth(text) > area.x + area.width + room) continue;
			at += write(canvas, at, area.y, ` ${text}`, 'faint');
		}
		return;
	}
	const hasSpine = docks.some((dock) => dock.side === 'bottom' && plan.cores.includes(dock.device));
	const starts = plan.hubs.map(({device, name}) => (box.hubs.get(device) ?? 0) - (textWidth(name) >> 1));
	const end = starts.length > 0 ? Math.min(...starts) - 1 : hasSpine ? box.spine : area.x + area.width;
	const width = end - area.x - 2;
	const text = labelOf(plan);
	const start = hasSpine || plan.cores.length > 0 ? area.x + 2 : area.x + 1 + Math.max(0, Math.floor((width - textWidth(text + mark)) / 2));
	if (plan.titled) write(canvas, area.x + 1, area.y, ` ${plan.title} `, 'machine');
	const used = plan.titled ? 0 : write(canvas, start, box.titleRow, plan.title, 'machine');
	const rest = cutText(plan.titled ? text : text.slice(plan.title.length), Math.max(0, width - used));
	const restUsed = write(canvas, start + used, box.titleRow, rest, 'faint');
	if (plan.titled) write(canvas, area.x + 3 + textWidth(plan.title), area.y, mark.trim() && `${mark.trim()} `, 'delivered');
	else write(canvas, start + used + restUsed, box.titleRow, mark, 'delivered');
	for (const [index, {name}] of plan.hubs.entries()) write(canvas, starts[index] as number, box.titleRow, name, 'port');
	for (const [index, inner] of plan.inner.entries()) {
		const at = innerLabelAt(box, index);
		write(canvas, at.x, at.y, inner.label, 'mode');
	}
	for (const dock of docks) {
		if (dock.label === '') continue;
		const above = dock.side === 'left' || dock.side === 'right' ? -1 : 0;
		const isLeft = dock.side === 'right' || (above === 0 && dock.at.x + 1 + dock.label.length > area.x + area.width - 1);
		const x = isLeft ? dock.at.x - dock.label.length : dock.at.x + 1;
		write(canvas, x, dock.at.y + above, dock.label, 'port');
	}
}
