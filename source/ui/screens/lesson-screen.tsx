/** A step of a lesson on the screen: panes for the layout, and whatever lies over them. */
import {useWindowSize} from 'ink';
import {useEffect, useLayoutEffect} from 'react';
import {isTwoSided} from '../../lesson/schema.js';
import type {Rect} from '../../view/canvas.js';
import {sideNames} from '../../view/compare-lines.js';
import {figureLines, figureOf} from '../../view/figure-lines.js';
import {layoutOf} from '../../view/layout.js';
import {stepPicture} from '../../view/lesson-picture.js';
import {line} from '../../view/token.js';
import {Frame} from '../components/frame.js';
import {LayerPane} from '../components/layer-pane.js';
import {Pane} from '../components/pane.js';
import {Picture} from '../components/picture.js';
import {TooSmall} from '../components/too-small.js';
import {footerOf, headerOf, rulesOf} from '../frame-model.js';
import {useController} from '../hooks/use-controller.js';
import {useGlyphs} from '../hooks/use-theme.js';
import {useWords} from '../hooks/use-words.js';
import type {LessonController} from '../lesson-controller.js';
import {LessonPanes} from './lesson-panes.js';
import {placesOf} from './places.js';

export interface LessonScreenProps {
	readonly controller: LessonController;
	/** Draws frames in flight over the picture between two renders; left out where nothing moves. */
	readonly animate?: ((pictures: readonly PictureOnScreen[]) => void) | undefined;
}

/** A picture and where it is. */
export type PictureOnScreen = NonNullable<ReturnType<typeof stepPicture>>;

/** Which side of a compare this is; the one whose tables are in front is marked. */
function SideTitle({controller, area, side}: {readonly controller: LessonController; readonly area: Rect; readonly side: number}) {
	const glyphs = useGlyphs();
	const {play, view} = controller;
	const name = sideNames(play)[side] ?? '';
	const text = `${view.side === side ? `${glyphs.pointer} ` : '  '}${name}`;
	const indent = ' '.repeat(Math.max(0, Math.floor((area.width - text.length) / 2)));
	return <Pane area={{...area, height: 1}} lines={[line(indent + text, 'heading')]} />;
}

/** A figure keeps a column and a row from what stands around it. */
function insetOf({x, y, width, height}: Rect): Rect {
	return {x: x + 1, y: y + 1, width: Math.max(0, width - 2), height: Math.max(0, height - 1)};
}

export function LessonScreen({controller, animate}: LessonScreenProps) {
	useController(controller);
	const {columns, rows} = useWindowSize();
	const words = useWords();
	const glyphs = useGlyphs();
	const {play, view, player} = controller;
	const need = isTwoSided(play.step) ? 'compare' : view.focus === 'console' ? 'prompt' : 'lesson';
	const layout = layoutOf(columns, rows, need);
	const places = placesOf(layout, view, play);
	const option = view.sure ? -1 : view.option;
	const isCompare = isTwoSided(play.step);
	const pictures = places.pictures.flatMap((area, side) => {
		// The first row of each side says which it is.
		const room = isCompare ? {...area, y: area.y + 1, height: area.height - 1} : area;
		return stepPicture(play, side, room, option, words, glyphs) ?? [];
	});
	const figure = pictures.length === 0 ? figureOf(play) : undefined;
	const figureArea = places.pictures[0] && insetOf(places.pictures[0]);
	const {width = 0, height = 0} = places.console ?? {};
	useEffect(() => controller.laidOut(layout.kind, width > 0 ? {width, height} : undefined), [controller, layout.kind, width, height]);
	useLayoutEffect(() => animate?.(view.layer.kind === 'none' ? pictures : []));

	if (layout.kind === 'none') return <TooSmall layout={layout} />;
	return (
		<Frame
			layout={layout}
			header={headerOf(controller, words)}
			keys={footerOf(controller, words)}
			message={view.message}
			rules={rulesOf(controller, layout, words, glyphs)}
		>
			{view.layer.kind === 'none' || view.layer.kind === 'filter' || view.layer.kind === 'confirm' ? (
				<>
					<LessonPanes controller={controller} layout={layout} places={places} />
					{isCompare && places.pictures.map((area, side) => <SideTitle key={area.x} controller={controller} area={area} side={side} />)}
					{figure && figureArea && (
						<Pane area={figureArea} lines={figureLines(figure, play.prose, {width: figureArea.width, words, signs: glyphs})} />
					)}
					{pictures.map((picture) => (
						<Picture key={picture.area.x} picture={picture} share={player.share} />
					))}
				</>
			) : (
				<LayerPane controller={controller} area={{...layout.content, x: 1, width: layout.columns - 2}} />
			)}
		</Frame>
	);
}
