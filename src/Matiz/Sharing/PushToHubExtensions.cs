using Matiz.Hub;
using Matiz.Models;
using Matiz.Training;

namespace Matiz.Sharing;

/// <summary>A trained model to the Hub, in one call (reference: <c>push_to_hub</c>).</summary>
/// <example>
/// <code>
/// trainer.Train();
/// Console.WriteLine(trainer.PushToHub("user/emotion").Url);
/// </code>
/// </example>
public static class PushToHubExtensions
{
    /// <summary>
    /// Sends what a trainer has trained, with a card made of its run: its run folder where it has one, else the model as it is in memory
    /// with what its evaluation rows say of it.
    /// </summary>
    /// <param name="trainer">Its training has ended.</param>
    /// <param name="id">The model's id, <c>user/name</c>; a bare name is one of the user's own.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <param name="progress">Is told of bytes as they are sent.</param>
    /// <param name="cancellationToken">Ends it; what was sent by then need not be sent again.</param>
    /// <inheritdoc cref="ModelPush.SendAsync"/>
    public static PushResult PushToHub(
        this Trainer trainer, string id, PushOptions? options = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        if ((trainer.RunFolder?.Path ?? trainer.Arguments.OutputDirectory) is { } folder && RunFolder.IsRunFolder(folder))
            return Push(folder, id, options, progress, cancellationToken);
        using var temporary = new TemporaryModel();
        trainer.SaveModel(temporary.Folder);
        trainer.Settings.Save(temporary.Folder);
        ResultsFile.Save(
            Path.Combine(temporary.Folder, RunFiles.AllResults),
            trainer.EvaluationDataset is null
                ? new Dictionary<string, double?>(StringComparer.Ordinal)
                : trainer.Evaluate(cancellationToken));
        return Push(temporary.Folder, id, options, progress, cancellationToken);
    }

    /// <summary>Sends a model as it is in memory. Of how it was trained its card says nothing.</summary>
    /// <param name="model">The model.</param>
    /// <param name="id">The model's id, <c>user/name</c>; a bare name is one of the user's own.</param>
    /// <param name="options">Settings; null: the defaults.</param>
    /// <param name="progress">Is told of bytes as they are sent.</param>
    /// <param name="cancellationToken">Ends it; what was sent by then need not be sent again.</param>
    /// <inheritdoc cref="PushToHub(Trainer, string, PushOptions?, IProgress{HubProgress}?, CancellationToken)"/>
    public static PushResult PushToHub(
        this SequenceClassificationModel model, string id, PushOptions? options = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var temporary = new TemporaryModel();
        model.Save(temporary.Folder);
        return Push(temporary.Folder, id, options, progress, cancellationToken);
    }

    private static PushResult Push(
        string folder, string id, PushOptions? options, IProgress<HubProgress>? progress, CancellationToken cancellationToken) =>
        Task.Run(
            async () =>
            {
                using var push = await ModelPush.PrepareAsync(folder, id, options, cancellationToken).ConfigureAwait(false);
                return await push.SendAsync(progress, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).GetAwaiter().GetResult();

    /// <summary>A folder of its own for a model on its way, removed afterwards.</summary>
    private sealed class TemporaryModel : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("matiz-push-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
