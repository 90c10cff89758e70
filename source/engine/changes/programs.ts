/** Starts and stops programs: DHCP clients and servers, DNS. */
import {type ChangeResult, refused} from '../change.js';
import type {ProgramsChange} from '../programs/programs-change.js';
import type {Sink} from '../sink.js';
import type {World} from '../world.js';

export function applyProgramsChange(_world: World, _change: ProgramsChange, _out: Sink): ChangeResult {
	return refused('EOPNOTSUPP');
}
