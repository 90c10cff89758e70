/** The topology on the screen, with frames in flight where they are now. */
import {linesOf} from '../../view/canvas.js';
import {flightsAt} from '../../view/flights.js';
import type {Picture as PictureModel} from '../../view/lesson-picture.js';
import {paintFlights} from '../../view/topology-picture.js';
import {Pane} from './pane.js';

export interface PictureProps {
	readonly picture: PictureModel;
	/** Share of the way to the next event. */
	readonly share: number;
}

export function Picture({picture, share}: PictureProps) {
	const {area, scene, world, trace, still} = picture;
	return <Pane area={area} lines={linesOf(paintFlights(still, flightsAt(world, trace, scene, share)))} />;
}
