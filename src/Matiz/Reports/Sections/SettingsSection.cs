using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Json;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;

namespace Matiz.Reports.Sections;

/// <summary>What is needed to do it again: files with their hashes, versions, machine, every setting.</summary>
internal sealed class SettingsSection : IReportSection
{
    private static readonly string[] MachineKeys =
        ["matiz_version", "dotnet_version", "operating_system", "processor", "device", "threads", "kernel_variant"];

    public string Key => "settings";

    public bool AppliesTo(ReportFacts facts) => true;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        var words = facts.Words;
        if (facts.Dataset.Files.Count > 0) WriteFiles(html, words, facts.Dataset.Files);
        if (facts.Run?.Settings is not { } settings) return;
        html.Add($"<h3>{words["settings.machine"]}</h3>\n<dl class=\"facts\">\n");
        foreach (string key in MachineKeys)
        {
            if (settings[key] is { } value) html.Add($"<div><dt>{words["settings." + key]}</dt><dd>{Text(value)}</dd></div>\n");
        }

        html.Add($"</dl>\n<details>\n<summary>{words["settings.all"]}</summary>\n<table class=\"settings\">\n<tbody>\n");
        foreach (string key in settings.Keys.Except(MachineKeys, StringComparer.Ordinal))
            html.Add($"<tr><th scope=\"row\"><code>{key}</code></th><td dir=\"auto\">{Text(settings[key])}</td></tr>\n");
        html.Add($"</tbody>\n</table>\n</details>\n");
    }

    private static void WriteFiles(HtmlWriter html, ReportWords words, IReadOnlyList<DataFile> files)
    {
        html.Add($"<h3>{words["settings.files"]}</h3>\n<ul class=\"files\">\n");
        foreach (var file in files)
        {
            html.Add($"<li><strong dir=\"auto\">{file.Path}</strong> <span>{words.Split(file.Split)}, {words.Rows(file.Rows)}</span> ");
            html.Add($"<code>SHA-256 {file.Sha256}</code></li>\n");
        }

        html.Add($"</ul>\n");
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => Figures.None,
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        JsonArray list when list.All(static item => item is JsonValue) => string.Join(", ", list.Select(Text)),
        _ => value.ToJsonString(JsonStyles.Compact),
    };
}
