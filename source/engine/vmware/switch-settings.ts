/** The configuration of a switch of VMware: what stands on the host of a standard switch, at vCenter for a distributed one. */
import type {LagSettings} from './lag.js';
import type {MirrorSession} from './mirror.js';
import type {PortGroup} from './port-group.js';
import type {PrivateVlan} from './private-vlan.js';
import type {VsphereRelease} from './release.js';
import {defaultSecurity, type SecurityPolicy} from './security.js';
import {defaultTeaming, type TeamingPolicy} from './teaming.js';
import type {SwitchFamily} from './vmware-switch-device.js';

export interface SwitchSettings {
	release: VsphereRelease;
	security: SecurityPolicy;
	teaming: TeamingPolicy;
	groups: PortGroup[];
	privateVlans: PrivateVlan[];
	lags: LagSettings[];
	mirrors: MirrorSession[];
	/** Nexus 1000V: frames for unknown addresses are not flooded to vEths (UUFB). */
	floodBlocking: boolean;
}

/** A switch as it is when it was just made. */
export function createSettings(family: SwitchFamily, release: VsphereRelease): SwitchSettings {
	return {
		release,
		security: defaultSecurity(family, release),
		teaming: defaultTeaming(),
		groups: [],
		privateVlans: [],
		lags: [],
		mirrors: [],
		floodBlocking: false,
	};
}

/** The release that a lab means when it does not say: the last with a Nexus 1000V, and one in the middle for the others. */
export function defaultRelease(family: SwitchFamily): VsphereRelease {
	return family === 'nexus-1000v' ? '6.5' : '6.7';
}
