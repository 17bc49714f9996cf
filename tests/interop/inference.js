// Calls of the inference client for JavaScript against a server of Matiz; the answer is one line of JSON on standard output.
// Usage: node inference.js '{"server": "http://127.0.0.1:8080", "accessToken": …, "calls": [
//   {"task": "textClassification", "path": "/", "inputs": …, …}, {"task": …, "model": "user/emotion", …}]}'
// A call has a path (the client's endpointUrl, posted to as it stands) or a model's name: then the client goes its way through the Hub's
// router, whose address is exchanged for the server's, and what it asks the Hub about the model is answered here.
import { InferenceClient } from "@huggingface/inference";

const { server, accessToken, calls } = JSON.parse(process.argv[2]);
console.log = () => {};                                         // the client tells on standard output which provider it takes

const kinds = { textClassification: "text-classification", featureExtraction: "feature-extraction", sentenceSimilarity: "sentence-similarity" };

const routed = (task) => (address, init) => {
  const url = new URL(address);
  if (url.host === "router.huggingface.co") return fetch(server + url.pathname.replace("/hf-inference", ""), init);
  const name = url.pathname.replace("/api/models/", "");
  const mapping = { "hf-inference": { providerId: name, status: "live", task: kinds[task] } };
  return Promise.resolve(Response.json({ inferenceProviderMapping: mapping }));
};

const seen = [];
const watched = (inner) => async (address, init) => {
  const response = await inner(address, init);
  seen.push({
    path: new URL(response.url || address).pathname, status: response.status,
    model: response.headers.get("x-matiz-model"), type: response.headers.get("content-type"),
    retryAfter: response.headers.get("retry-after"),
  });
  return response;
};

const answers = [];
for (const { task, path, model, ...rest } of calls) {
  const client = new InferenceClient(accessToken);
  const target = path === undefined ? { model, provider: "hf-inference" } : { endpointUrl: server + path };
  const options = { fetch: watched(path === undefined ? routed(task) : fetch), retry_on_error: false };
  try {
    answers.push({ answer: await client[task]({ ...target, ...rest }, options) });
  } catch (error) {
    answers.push({ error: error.name, message: error.message, status: error.httpResponse?.status, body: error.httpResponse?.body });
  }
  Object.assign(answers.at(-1), { http: seen.at(-1) });
}

process.stdout.write(`${JSON.stringify(answers)}\n`);
