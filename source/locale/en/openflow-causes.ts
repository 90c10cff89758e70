/** What switches and controllers say to each other, in words. */
import type {OpenFlowCauseWords} from '../names.js';

const links = {
	void: 'is not wanted any more',
	backoff: 'waits before it tries again',
	connecting: 'tries to connect',
	active: 'is connected',
	idle: 'has heard nothing for a while, and asks for a sign of life',
} as const;

export const openflowCauses: OpenFlowCauseWords = {
	'openflow-received': ({bridge, side, message}) =>
		side === 'switch' ? `${bridge} hears from its controller: ${message}` : `the controller hears from ${bridge}: ${message}`,
	'openflow-lost': ({bridge, side, message}) =>
		side === 'switch' ? `${message} for ${bridge} is lost on the way` : `${message} for the controller of ${bridge} is lost on the way`,
	'openflow-link': ({bridge, target, connection, error}) =>
		`${bridge} ${links[connection]} (${target})${error === undefined ? '' : `: ${error}`}`,
	'openflow-fail-open': ({bridge, active}) =>
		active
			? `${bridge} has been without controller for too long: it forgets all flows and becomes an ordinary switch`
			: `a controller is in charge of ${bridge} again: it does only what it is told`,
	'controller-learned': ({bridge, mac, number}, name) => `the controller learns that ${name.mac(mac)} is on port ${number} of ${bridge}`,
	'controller-decides': ({mac, output, flow}, name) => {
		const what = output === 'drop' ? 'are dropped' : output === 'flood' ? 'are flooded' : `leave by port ${output}`;
		return `the controller decides: frames for ${name.mac(mac)} ${what}${flow ? '; a flow for those to come' : ''}`;
	},
};
