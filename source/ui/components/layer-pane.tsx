/** What lies over a lesson: keys, causes, actions. */

import {frameName} from '../../console/telling/frame-name.js';
import {nodeById} from '../../engine/trace.js';
import {eventsOf} from '../../lesson/scene.js';
import type {Rect} from '../../view/canvas.js';
import {inspectLines} from '../../view/inspect/inspect-lines.js';
import {type InspectPlace, inspectModel} from '../../view/inspect/inspect-model.js';
import {helpLines, paletteLines} from '../../view/overlay-lines.js';
import {line} from '../../view/token.js';
import {whyLines, whyRows} from '../../view/why-tree.js';
import {keyGroups} from '../help.js';
import {useGlyphs} from '../hooks/use-theme.js';
import {useWords} from '../hooks/use-words.js';
import type {LessonController} from '../lesson-controller.js';
import {actionsFor} from '../palette.js';
import {Pane} from './pane.js';

export interface LayerPaneProps {
	readonly controller: LessonController;
	readonly area: Rect;
}

export function LayerPane({controller, area}: LayerPaneProps) {
	const words = useWords();
	const glyphs = useGlyphs();
	const {layer} = controller.view;
	switch (layer.kind) {
		case 'help': {
			const lines = helpLines(keyGroups(words), area.width);
			const scroll = Math.min(layer.scroll, Math.max(0, lines.length - area.height));
			return <Pane area={area} lines={lines.slice(scroll)} />;
		}
		case 'palette': {
			const actions = actionsFor(words, layer.text);
			return <Pane area={area} lines={paletteLines(actions, layer.text, layer.at, area, words, glyphs)} />;
		}
		case 'why':
			return <Pane area={area} lines={whyPane(controller, layer, area, words, glyphs)} />;
		case 'inspect':
			return <Pane area={area} lines={inspectPane(controller, layer, area, words, glyphs)} />;
		default:
			return null;
	}
}

function whyPane(
	{play}: LessonController,
	{at, side}: {at: number; side: number},
	{width, height}: Rect,
	words: ReturnType<typeof useWords>,
	glyphs: ReturnType<typeof useGlyphs>,
) {
	const scene = play.scene;
	const history = scene?.histories[side];
	const trace = scene ? eventsOf(scene, side) : [];
	const node = nodeById(trace, at);
	if (!history || !node) return [line(words.why.nothing, 'faint')];
	const {lines, first} = whyLines(whyRows(history.world, trace, node, words, glyphs), width, at);
	const title = line(words.why.title(node.frame ? frameName(history.world, node.frame) : ''), 'title');
	const body = height - 2;
	const from = first < body - 2 ? 0 : Math.max(0, Math.min(first - Math.floor(body / 2), lines.length - body));
	return [title, line(''), ...lines.slice(from, from + body)];
}

function inspectPane(
	{play}: LessonController,
	layer: InspectPlace & {side: number},
	area: Rect,
	words: ReturnType<typeof useWords>,
	glyphs: ReturnType<typeof useGlyphs>,
) {
	const scene = play.scene;
	const history = scene?.histories[layer.side];
	const model = scene && inspectModel(eventsOf(scene, layer.side), layer);
	return history && model ? inspectLines(history.world, model, area, words, glyphs) : [line(words.inspect.nothing, 'faint')];
}
