// What the answer says of places in the documents: for the marks in the editor, with the changes that can be made there.

const weights = { error: "error", danger: "error", warning: "warning", info: "info" };
const dangers = { critical: "error", high: "error", medium: "warning" };
const verdicts = { denied: "error", undetermined: "warning" };

const fix = ({ message, edits }) => ({ name: message.length > 60 ? "Apply the change" : message.replaceAll("`", ""), edits });

function ofRoad({ scenarios, images, calls = [], dangers: others, changes = [] }) {
  const fixes = (code) => changes.filter((change) => change.code === code && change.edits.length > 0).map(fix);
  const stops = [...scenarios, ...images, ...calls]
    .filter(({ verdict, message }) => verdicts[verdict] && message)
    .map(({ place, verdict, message, cause }) => ({ place, severity: verdicts[verdict], message, source: cause, fixes: fixes(cause) }));
  const gets = others
    .filter(({ severity }) => dangers[severity])
    .map(({ place, severity, message, code }) => ({ place, severity: dangers[severity], message: `gets in: ${message}`, source: code, fixes: fixes(code) }));
  return [...stops, ...gets];
}

export function notes({ report, refused = {} }) {
  if (!report) return [];
  const found = report.findings.map(({ place, severity, message, code, fix: one }) => ({ place, severity: weights[severity], message, source: code, fixes: one ? [fix(one)] : [] }));
  const faults = Object.values(refused).map(({ place, message, help, code }) => ({ place, severity: "error", message: `${message}; ${help}`, source: code }));
  const all = [...faults, ...report.roads.flatMap(ofRoad), ...found];
  return [...new Map(all.map((one) => [JSON.stringify([one.place, one.message]), one])).values()];
}
