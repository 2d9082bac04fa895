// Generated from the contract by `cargo run -p assumable-surface`; do not edit.
import surface from "./index.cjs";

export const { buildSubject, parseSubject, resolveSettings, customizationRequests, decodeToken, matchFilter, recognize, readDocuments, explain, compareDocuments, render, evaluateExpression, matchCondition, checkTrust, whoCanAssume, prove, outsiders, comparePolicies, decide, makePolicies, shrinkPolicy, planMigration, guardOrganization, checkCreate, checkAccess, checkPush, parseImage, checkName, checkMutability, makeTags, checkImages, lintRules, knowledge, replaceKnowledge, TrustPolicy, PolicySet, NamingRules, AssumableError, isAssumableError, answer, version, CODES_PAGE } = surface;
