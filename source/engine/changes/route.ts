/** Changes of the routing table. */
import {type ChangeResult, refused} from '../change.js';
import type {RouteChange} from '../stack/route-change.js';
import type {World} from '../world.js';

export function applyRouteChange(_world: World, _change: RouteChange): ChangeResult {
	return refused('EOPNOTSUPP');
}
