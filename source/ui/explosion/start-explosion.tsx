/** Opens the screen of the explosion. */
import type {FabricParameters} from '../../engine/fabric/parameters.js';
import {type Opening, openScreen} from '../open-screen.js';
import {SYSTEM_CLOCK} from '../screen-writer.js';
import {createExplosionController} from './explosion-controller.js';
import {ExplosionScreen} from './explosion-screen.js';

/** Resolves with the exit code when the screen is left. */
export function startExplosion(parameters: FabricParameters, opening: Opening): Promise<number> {
	return openScreen(opening, (host) => {
		const controller = createExplosionController({parameters, noSuspend: opening.words.messages.noSuspend, clock: SYSTEM_CLOCK, host});
		return {node: <ExplosionScreen controller={controller} />, close: () => controller.dispose()};
	});
}
