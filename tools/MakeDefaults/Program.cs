using Matiz.MakeDefaults;

if (args is not [var model, var sample, var destination])
{
    Console.Error.WriteLine("""
        Makes the files that Matiz.Defaults embeds.
        Usage:   dotnet run -c Release --project tools/MakeDefaults -- MODEL-FOLDER SAMPLE-FOLDER DESTINATION
        Example: dotnet run -c Release --project tools/MakeDefaults -- all-MiniLM-L6-v2 goemotions-six src/Matiz.Defaults
        """);
    return 2;
}

EncoderStep.Run(model, Path.Combine(destination, "Encoder", "all-MiniLM-L6-v2"));
SampleStep.Run(sample, Path.Combine(destination, "Sample", "goemotions-six"));
return 0;
