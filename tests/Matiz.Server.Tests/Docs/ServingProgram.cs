using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;

namespace Matiz.Server.Tests.Docs;

/// <summary>The C# of the docs, held to compile; <see cref="ServingDocsTests"/> compares it with them.</summary>
internal static class ServingProgram
{
    public static async Task AskAsync()
    {
        // docs
        using var client = new HttpClient { BaseAddress = new Uri("http://localhost:8080") };
        using var response = await client.PostAsJsonAsync("/matiz/v1/classify", new { inputs = new[] { "I love it", "go away" } });
        response.EnsureSuccessStatusCode();
        using var answer = await response.Content.ReadFromJsonAsync<JsonDocument>();
        foreach (var prediction in answer!.RootElement.GetProperty("predictions").EnumerateArray())
            Console.WriteLine($"{prediction.GetProperty("label")}  {prediction.GetProperty("score").GetSingle():P1}");
        // end
    }

    public static void Serve()
    {
        // docs
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddMatiz("emotion", configure: options => options with { MostBatch = 64 });
        var app = builder.Build();
        app.MapMatiz("/predict");
        app.Run();
        // end
    }
}
