using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Terminal;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Serving;

/// <summary>Where a server listens, what its models are called, and what is served beside them.</summary>
internal sealed class ServeOptionSet : IOptionSet
{
    private const int UsualPort = 8080;

    public Option<string?> Host { get; } = Text(
        "--host", "H", "The address to listen on: 127.0.0.1 (default, this machine alone), 0.0.0.0 (all), or one of this machine's");

    public Option<int?> Port { get; } = Whole("--port", "The port (default 8080; 0: any that is free)", 0, IPEndPoint.MaxPort);

    public Option<string[]> ModelName { get; } = Texts(
        "--model-name", "NAME",
        "What requests call a model (default: its id, or the last part of its path); once for each MODEL, in order");

    public Option<string[]> Shadow { get; } = Texts(
        "--shadow", "NAME=PATH@SHARE",
        "Give a share of the requests for NAME (0.1 or 10%) to another version too; metrics compare the two");

    public Option<bool> Page { get; } = Flag("--page", "Serve a page to try the models on");

    public Option<bool> Check { get; } = Flag("--check", "Load the models, listen, say so and end");

    public Option<string?> Certificate { get; } = OptionFactory.Path(
        "--certificate", "F", "Speak HTTPS with this certificate: PEM, with those up to its root, or PFX", new ReadsFile());

    public Option<string?> CertificateKey { get; } = OptionFactory.Path(
        "--certificate-key", "F", "Its private key (PEM), where it stands in another file", new ReadsFile());

    public string Title => "Serving";

    public IReadOnlyList<Option> All => [Host, Port, ModelName, Shadow, Page, Check, Certificate, CertificateKey];

    /// <summary>The names of the models; null: those that they have.</summary>
    /// <exception cref="UsageException">There are more or fewer names than models.</exception>
    public string[]? ReadNames(ParseResult parse, string[] models)
    {
        string[] names = parse.GetValue(ModelName) ?? [];
        if (names.Length == 0) return null;
        if (names.Any(name => name.Any(char.IsControl)))
        {
            throw new UsageException(
                "--model-name: a name holds a control character. A name on one line was expected. Correct --model-name.");
        }

        if (names.FirstOrDefault(name => name.Split('/').Any(part => part is "" or "." or "..")) is { } unreachable)
        {
            // Clients take such parts out of an address before they ask.
            throw new UsageException(
                $"--model-name: '{unreachable}' cannot stand in an address. Words between slashes were expected, such as a/b. "
                + "Correct --model-name.");
        }

        if (names.Length == models.Length) return names;
        throw new UsageException(
            $"--model-name: {Numbers.Counted(names.Length, "name was", "names were")} given for {Numbers.Counted(models.Length, "model")}. "
            + "One for each model was expected, in their order. Give as many.");
    }

    /// <summary>Where to listen.</summary>
    /// <exception cref="UsageException">The host has no address, or the certificate cannot be used.</exception>
    public ServeListen ReadListen(ParseResult parse, IReadOnlyList<string> keys, Notes notes)
    {
        var address = AddressOf(parse.GetValue(Host));
        int port = parse.GetValue(Port) ?? UsualPort;
        string? certificate = parse.GetValue(Certificate), key = parse.GetValue(CertificateKey);
        if (certificate is null && key is not null)
            throw new UsageException("--certificate-key was given without --certificate. Both were expected. Add --certificate F.");
        var (own, chain) = certificate is null ? (null, null) : CertificateFiles.Read(certificate, key, notes);
        if (keys.Count == 0 && !IPAddress.IsLoopback(address))
        {
            notes.Warn(
                $"--host {address}: whoever reaches this machine may use the models, since no key is asked for. "
                + "Give --api-key-file, or listen on 127.0.0.1.");
        }

        return new ServeListen(address, port, own, chain, keys);
    }

    /// <summary>The other versions in the shadow of models.</summary>
    /// <exception cref="UsageException">A value has another form, or names a model that is not served.</exception>
    public IReadOnlyList<ServeShadow> ReadShadows(ParseResult parse, IReadOnlyList<ServeModel> models, Func<string, ModelSource> find)
    {
        var shadows = new List<ServeShadow>();
        foreach (string word in parse.GetValue(Shadow) ?? [])
        {
            var (name, path, share) = ShadowWord.Read(word);
            if (!models.Any(model => string.Equals(model.Name, name, StringComparison.Ordinal)))
            {
                throw new UsageException(
                    $"--shadow {word}: there is no model '{name}'. "
                    + $"One of {string.Join(", ", models.Select(model => $"'{model.Name}'"))} was "
                    + "expected. Correct the name.");
            }

            if (shadows.Exists(shadow => string.Equals(shadow.Name, name, StringComparison.Ordinal)))
                throw new UsageException($"--shadow {word}: '{name}' has a shadow already. One a model was expected. Leave one out.");
            shadows.Add(new ServeShadow(name, find(path), share));
        }

        return shadows;
    }

    private static IPAddress AddressOf(string? host)
    {
        if (host is null || string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)) return IPAddress.Loopback;
        if (IPAddress.TryParse(host, out var address)) return address;
        try
        {
            if (Dns.GetHostAddresses(host) is [var first, ..]) return first;
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            // It has none.
        }

        throw new UsageException(
            $"--host {host}: there is no address of that name. 127.0.0.1 (for this machine alone), 0.0.0.0 (all of its addresses) or one "
            + "of its own was expected. Correct it.");
    }
}
