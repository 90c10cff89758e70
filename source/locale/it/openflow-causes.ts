/** What switches and controllers say to each other, in Italian. */
import type {OpenFlowCauseWords} from '../names.js';

const links = {
	void: 'non lo vuole più',
	backoff: 'aspetta prima di riprovare',
	connecting: 'prova a connettersi',
	active: 'è connesso',
	idle: 'non sente nulla da un po’, e chiede un segno di vita',
} as const;

export const openflowCauses: OpenFlowCauseWords = {
	'openflow-received': ({bridge, side, message}) =>
		side === 'switch' ? `${bridge} riceve dal suo controllore: ${message}` : `il controllore riceve da ${bridge}: ${message}`,
	'openflow-lost': ({bridge, side, message}) =>
		side === 'switch'
			? `${message} per ${bridge} si perde lungo la strada`
			: `${message} per il controllore di ${bridge} si perde lungo la strada`,
	'openflow-link': ({bridge, target, connection, error}) =>
		`${bridge} ${links[connection]} (${target})${error === undefined ? '' : `: ${error}`}`,
	'openflow-fail-open': ({bridge, active}) =>
		active
			? `${bridge} è senza controllore da troppo tempo: dimentica tutti i flussi e diventa uno switch qualunque`
			: `un controllore comanda di nuovo ${bridge}: fa solo quello che gli si dice`,
	'controller-learned': ({bridge, mac, number}, name) => `il controllore impara che ${name.mac(mac)} è sulla porta ${number} di ${bridge}`,
	'controller-decides': ({mac, output, flow}, name) => {
		const what = output === 'drop' ? 'si scartano' : output === 'flood' ? 'vanno su tutte le porte' : `escono dalla porta ${output}`;
		return `il controllore decide: i frame per ${name.mac(mac)} ${what}${flow ? '; un flusso per quelli che verranno' : ''}`;
	},
};
