using Matiz.Models;
using Matiz.Peers;
using Matiz.Tensors;

// Matiz beside what a .NET user would take instead, on the same texts in one process. It has to be started from the project's root.
try
{
    var options = PeerOptions.Parse(args);
    string place = Directory.CreateTempSubdirectory("matiz-peers-").FullName;
    try
    {
        var report = new PeersReport(options);
        var inputs = PeerTexts.Read(options);
        foreach (string name in options.Models)
        {
            Console.Error.WriteLine($"{name}: making the model and its graphs");
            Compare(PeerModel.Make(name, Directory.CreateDirectory(Path.Combine(place, name)).FullName), report);
        }

        report.Write();
        return report.HasFault ? 1 : 0;

        void Compare(PeerModel model, PeersReport into)
        {
            var tokenizer = AutoModel.FromPretrained(model.Folder).Tokenizer;
            var texts = PeerTexts.Make(tokenizer, inputs, options.Texts);
            List<(Peer Peer, string Precision)> peers =
            [
                (new MatizPeer(model.Folder, options.Threads, Precision.Float32), "fp32"),
                (new OnnxRuntimePeer(model.Graph, options.Threads, model.Fused(model.Graph)), "fp32"),
                (new MatizPeer(model.Folder, options.Threads, Precision.Int8), "int8"),
                (new OnnxRuntimePeer(model.QuantizedGraph, options.Threads, model.Fused(model.QuantizedGraph)), "int8"),
            ];
            Console.Error.WriteLine($"{model.Title}: {peers.Count} programs in turns");
            into.Add(model, texts, ModelComparison.Measure(peers, texts, options.Rounds));
            foreach (var (peer, _) in peers) peer.Dispose();
            if (!into.HasTokenizers) into.Add(TokenizerComparison.Measure(tokenizer, inputs, options.Rounds));
        }
    }
    finally
    {
        Directory.Delete(place, recursive: true);
    }
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}
