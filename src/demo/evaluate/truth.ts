/**
 * What a complaint asks for by itself, however sound the machine is: a disputed meter is read, and what smokes is taken off the mains.
 * Shape: symptom to measure ids.
 */
export const ASKED: Readonly<Record<string, readonly string[]>> = {
  'meter-dispute': ['read-out-meter'],
  danger: ['take-off-mains'],
};

/**
 * What helps against each kind of fault: the measures of the rules that a service manager would accept as right.
 * Shape: fault kind to measure ids; where there are several, each deals with it by itself.
 */
export const HELPS: Readonly<Record<string, readonly string[]>> = {
  'worn-drum': ['replace-drum', 'order-drum'],
  'toner-low': ['replace-toner', 'shake-or-replace-toner'],
  'low-concentration': ['restore-toner-concentration'],
  'over-toning': ['lower-measured-density'],
  'refilled-cartridge': ['check-refilled-toner'],
  'dirty-density-sensor': ['clean-density-sensor'],
  'dirty-charge-roller': ['raise-drum-charge'],
  'charge-lost': ['raise-drum-charge'],
  'charge-too-strong': ['adjust-drum-charge'],
  'developer-at-end': ['replace-developer'],
  'transfer-at-end': ['replace-transfer'],
  'fuser-at-end': ['replace-fuser'],
  'fuser-overheats': ['take-off-mains'],
  'waste-full': ['empty-waste-box'],
  'adjustment-off': ['turn-on-auto-density'],
  'toner-save-on': ['turn-off-toner-save'],
  'density-set-low': ['raise-density-setting'],
  'density-set-high': ['lower-density-setting'],
  'exposure-off': ['reset-exposure'],
  'high-coverage': ['explain-coverage'],
  'changed-early': ['stop-early-changes'],
  'false-level': ['shake-or-replace-toner'],
  'board-changed': ['read-out-meter', 'show-counter-reset'],
  'cold-room': ['warm-up-room'],
  'worn-tray-rollers': ['replace-feed-rollers'],
  'dirty-tray-rollers': ['clean-feed-rollers'],
  'damp-paper': ['keep-paper-dry'],
  'dry-air': ['humidify-room'],
  'wrong-media': ['set-tray-media'],
  'registration-roller': ['clean-registration'],
  'exit-rollers': ['clear-exit-path'],
  'fuser-path': ['clear-fuser-path'],
  'duplex-path': ['check-duplex-path'],
  'adf-rollers': ['clean-document-feeder'],
  'half-duplex': ['fix-duplex-mismatch'],
  'cable-errors': ['check-cable-errors'],
  'switch-load': ['check-switch-load'],
  'slow-link': ['raise-link-speed'],
  'address-changed': ['reserve-address'],
  'gateway-missing': ['fix-network-settings'],
  'switched-off': ['steady-power'],
  'asleep-or-hung': ['wake-or-power-cycle'],
  'stopped-by-alert': ['clear-alert'],
  'firmware-regression': ['update-firmware'],
};
