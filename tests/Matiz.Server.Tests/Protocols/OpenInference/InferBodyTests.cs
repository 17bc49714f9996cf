using System.Net;

namespace Matiz.Server.Tests.Protocols.OpenInference;

/// <summary>What is no request of the protocol, or asks for what is not done: 400, and why.</summary>
public sealed class InferBodyTests
{
    private const string Good = """{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["a"]}""";

    public static TheoryData<string, string> Inputs => new()
    {
        { """{"shape": [1], "datatype": "BYTES", "data": ["a"]}""", "there is no 'name'. It was expected. Add it." },
        { """{"name": "text", "datatype": "BYTES", "data": ["a"]}""", "there is no 'shape'. It was expected. Add it." },
        { """{"name": "text", "shape": [1], "data": ["a"]}""", "there is no 'datatype'. It was expected. Add it." },
        { """{"name": "text", "shape": [1], "datatype": "BYTES"}""", "there is no 'data'. It was expected. Add it." },
        {
            """{"name": "text", "shape": [1], "datatype": "FP32", "data": [1]}""",
            "'inputs[0].datatype' is another. BYTES, texts, was expected. Send texts."
        },
        {
            """{"name": "text", "shape": [1, 2], "datatype": "BYTES", "data": ["a", "b"]}""",
            "'inputs[0].shape' is another. [N] or [N, 1] was expected, N texts. Correct it."
        },
        {
            """{"name": "text", "shape": [], "datatype": "BYTES", "data": ["a"]}""",
            "'inputs[0].shape' is another. [N] or [N, 1] was expected, N texts. Correct it."
        },
        {
            """{"name": "text", "shape": [-1], "datatype": "BYTES", "data": ["a"]}""",
            "'inputs[0].shape' is another. [N] or [N, 1] was expected, N texts. Correct it."
        },
        {
            """{"name": "text", "shape": [99999999999], "datatype": "BYTES", "data": ["a"]}""",
            "'inputs[0].shape' is another. [N] or [N, 1] was expected, N texts. Correct it."
        },
        {
            """{"name": "text", "shape": [2000000000], "datatype": "BYTES", "data": ["a"]}""",
            "'inputs[0].data' has 1 texts, but the shape says 2000000000. As many were expected. Correct one of them."
        },
        {
            """{"name": "text", "shape": [2], "datatype": "BYTES", "data": ["a"]}""",
            "'inputs[0].data' has 1 texts, but the shape says 2. As many were expected. Correct one of them."
        },
        { """{"name": "text", "shape": [0], "datatype": "BYTES", "data": []}""", "there is no text. At least one was expected. Send one." },
        {
            """{"name": "text", "shape": [1], "datatype": "BYTES", "data": [7]}""",
            "'inputs[0].data[0]' is a number out of range or of another kind. A text was expected. Correct it."
        },
        {
            """{"name": "text", "shape": [1], "datatype": "BYTES", "data": [["a"]]}""",
            "'inputs[0].data[0]' is a list. A text was expected. Correct it."
        },
        {
            """{"name": "text", "shape": [1, 1], "datatype": "BYTES", "data": [["a", "b"]]}""",
            "'inputs[0].data[0]' is a list. A text was expected. Correct it."
        },
        {
            """{"name": "text", "shape": [1], "datatype": "BYTES", "data": "a"}""",
            "'inputs[0].data' is a text. A list of texts was expected. Correct it."
        },
        {
            """{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["a"], "parameters": {"content_type": "base64"}}""",
            "'inputs[0].parameters.content_type' is another. 'str' was expected. Correct it, or leave it out."
        },
        {
            """{"name": "text", "shape": [1], "datatype": "BYTES", "parameters": {"shared_memory_region": "r"}}""",
            "'inputs[0].parameters.shared_memory_region' is given. Texts in the body were expected, not in shared memory. Send them."
        },
        {
            """{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["a"], "parameters": {"binary_data_size": 5}}""",
            "'inputs[0]' has 'data' and 'binary_data_size'. One of them was expected. Leave the other out."
        },
        {
            """{"name": "text", "shape": [1], "datatype": "BYTES", "parameters": {"binary_data_size": 5}}""",
            "'inputs[0].parameters.binary_data_size' is 5. At most 0, what is left, was expected. Correct it."
        },
        {
            """{"name": "text_pair", "shape": [1], "datatype": "BYTES", "data": ["a"]}""",
            "there is an input 'text_pair' alone. 'text' was expected beside it. Add it."
        },
    };

    public static TheoryData<string, string> Bodies => new()
    {
        { "{}", "there is no 'inputs'. It was expected. Add it." },
        { """{"inputs": {}}""", "'inputs' is an object. A list was expected. Correct it." },
        { """{"inputs": []}""", "'inputs' is empty. One input of texts was expected. Add it." },
        { $$"""{"inputs": [{{Good}}, {{Good}}]}""", "two inputs have the name of 'inputs[1]'. "
            + "Names that differ were expected. Correct one." },
        {
            $$"""{"inputs": [{{Good}}, {{Good.Replace("text", "other", StringComparison.Ordinal)}}]}""",
            "there are two inputs of other names. 'text' and 'text_pair' were expected of pairs. Correct the names."
        },
        {
            $$"""{"inputs": [{{Good}}, {"name": "text_pair", "shape": [2], "datatype": "BYTES", "data": ["a", "b"]}]}""",
            "'text' has 1 texts and 'text_pair' has 2. As many were expected of both. Correct one."
        },
        { $$"""{"inputs": [{{Good}}], "id": 7}""", "'id' is a number out of range or of another kind. A text was expected. Correct it." },
        {
            $$"""{"inputs": [{{Good}}], "outputs": [{"name": "logits"}]}""",
            "'outputs[0].name' is none of the model's outputs. One of label, scores was expected. Correct it, or ask for no outputs, "
            + "which gives all."
        },
        {
            $$"""{"inputs": [{{Good}}], "outputs": [{"name": "label"}, {"name": "label"}]}""",
            "'outputs[1].name' stands there twice. Once was expected. Leave one out."
        },
        {
            $$$"""{"inputs": [{{{Good}}}], "outputs": [{"name": "label", "parameters": {"classification": 2}}]}""",
            "there is a member that is not known here. Known are binary_data, content_type. Leave it out."
        },
        {
            $$$"""{"inputs": [{{{Good}}}], "parameters": {"sequence_id": 1}}""",
            "there is a member that is not known here. Known are function_to_apply, max_length, truncate, truncation_side, "
            + "binary_data_output, priority, timeout, content_type, headers. Leave it out."
        },
        {
            $$$"""{"inputs": [{{{Good}}}], "parameters": {"max_length": 1}}""",
            "the length ('max_length') is 1, but texts of this classifier may be cut at 4 to 64 tokens. One of these was expected. "
            + "Give another, or leave it out."
        },
        {
            $$"""{"inputs": [{{Good}}], "model_name": "another"}""",
            "'model_name' is another than 'emotion', of which the path speaks. The same was expected. Leave it out."
        },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public Task Input_ThatIsNone_SaysWhy(string input, string error) => RefusedAsync($$"""{"inputs": [{{input}}]}""", error);

    [Theory]
    [MemberData(nameof(Bodies))]
    public Task Body_ThatIsNone_SaysWhy(string body, string error) => RefusedAsync(body, error);

    private static async Task RefusedAsync(string body, string error)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.PostAsync("/v2/models/emotion/infer", body);

        Assert.Equal((error, HttpStatusCode.BadRequest), (answer.Json.GetProperty("error").GetString(), answer.Status));
    }
}
