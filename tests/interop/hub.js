// One action of the Hub's JavaScript client against a test Hub; the answer is one line of JSON on standard output.
// Usage: node hub.js ACTION '{"hubUrl": …, "accessToken": …, "repo": {"type": "model", "name": "user/tiny"}, …}'
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import * as hub from "@huggingface/hub";

console.debug = () => {};                                       // it tells of downloads on standard output

const all = async (items) => {
  const list = [];
  for await (const item of items) list.push(item);
  return list;
};

const actions = {
  // what a page about a repository would show
  async describe(to) {
    const info = to.repo.type === "dataset" ? hub.datasetInfo : hub.modelInfo;
    return {
      user: to.accessToken ? (await hub.whoAmI(to)).name : null,
      sha: (await info({ ...to, name: to.repo.name, revision: to.revision, additionalFields: ["sha"] })).sha,
      models: (await all(hub.listModels({ ...to, search: { owner: "user" } }))).map((model) => model.name),
      files: await all(hub.listFiles({ ...to, recursive: true })),
      commits: (await all(hub.listCommits(to))).map((commit) => commit.title),
      exists: await hub.repoExists(to),
      hasConfig: await hub.fileExists({ ...to, path: "config.json" }),
      hasNothing: await hub.fileExists({ ...to, path: "nothing.json" }),
    };
  },

  // every file by its address, into a folder
  async download(to) {
    for (const entry of await all(hub.listFiles({ ...to, recursive: true }))) {
      if (entry.type !== "file") continue;
      const blob = await hub.downloadFile({ ...to, path: entry.path });
      const target = join(to.folder, entry.path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, Buffer.from(await blob.arrayBuffer()));
    }
    return {};
  },

  // the whole repository into a cache
  async snapshot(to) {
    return { folder: await hub.snapshotDownload(to) };
  },

  // a new repository with the files of a folder in one commit
  async upload(to) {
    if (to.create) await hub.createRepo({ ...to, visibility: "private" });
    const entries = await readdir(to.folder, { recursive: true, withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
    const files = await Promise.all(names.map(async (name) => (
      { path: relative(to.folder, name).replaceAll(sep, "/"), content: new Blob([await readFile(name)]) })));
    const { commit, pullRequestUrl } = await hub.uploadFiles({
      ...to, files, commitTitle: "Upload a folder", commitDescription: "by the npm client",
    });
    return { oid: commit.oid, url: commit.url, pullRequestUrl: pullRequestUrl ?? null };
  },

  // further writes: a file goes, another comes, a branch, a refusal
  async change(to) {
    const { commit } = await hub.commit({
      ...to,
      title: "Change two files",
      operations: [
        { operation: "delete", path: to.remove },
        { operation: "addOrUpdate", path: "notes.txt", content: new Blob(["changed by the npm client\n"]) },
      ],
      parentCommit: to.parentCommit,
    });
    await hub.createBranch({ ...to, branch: "dev" });
    let refused = null;
    try {
      await hub.commit({ ...to, title: "Too late", operations: [], parentCommit: to.parentCommit });
    } catch (error) {
      refused = error.statusCode;
    }
    return { oid: commit.oid, refused };
  },
};

const [action, parameters] = process.argv.slice(2);
console.log(JSON.stringify(await actions[action](JSON.parse(parameters))));
