using System.Globalization;
using System.Text.Json;
using HybridRec.Engine.Diagnostics;
using HybridRec.Engine.Numerics;

namespace HybridRec.Engine.Content;

/// <summary>Writes and reads a trained trunk as safetensors: weights by layer, band statistics, options.</summary>
internal static class ContentNetworkFile
{
    private const string ArchitectureKey = "architecture";
    private const string VersionKey = "model_version";
    private const string OptionsKey = "options";
    private const string BandsKey = "bands";
    private const string MeansTensor = "input.band_means";
    private const string ScaleTensor = "input.scale";

    public static void Write(
        string path, ContentOptions options, int bands, IReadOnlyList<NetworkMember> members, BandStatistics statistics, ModelVersion version)
    {
        Dictionary<string, SafeTensor> tensors = new()
        {
            [MeansTensor] = new SafeTensor([statistics.Means.Length], statistics.Means),
            [ScaleTensor] = new SafeTensor([], [statistics.Scale]),
        };
        for (int member = 0; member < members.Count; member++)
        {
            foreach ((string layer, WeightTensor tensor, Range place) in members[member].Trunk.Tensors())
            {
                tensors.Add(Key(member, layer, tensor), new SafeTensor(tensor.Shape, members[member].Weights[place]));
            }
        }

        SafeTensorsWriter.Write(path, tensors, new Dictionary<string, string>
        {
            [ArchitectureKey] = ContentArchitecture.Name,
            [VersionKey] = version.Value,
            [OptionsKey] = JsonSerializer.Serialize(options),
            [BandsKey] = bands.ToString(CultureInfo.InvariantCulture),
        });
    }

    /// <exception cref="InvalidDataException">The file is damaged, or of another architecture; the message says how.</exception>
    public static ManagedContentNetwork Read(string path)
    {
        SafeTensorsFile file = SafeTensorsFile.Read(path);
        if (file.RequireMetadata(ArchitectureKey) is var architecture && architecture != ContentArchitecture.Name)
        {
            throw new InvalidDataException(
                $"{path} holds a network \"{architecture}\"; this program reads \"{ContentArchitecture.Name}\".");
        }

        try
        {
            ContentOptions options = JsonSerializer.Deserialize<ContentOptions>(file.RequireMetadata(OptionsKey))
                ?? throw new InvalidDataException($"{path} has no options.");
            OptionsCheck.ThrowIfInvalid(options);
            int bands = int.Parse(file.RequireMetadata(BandsKey), NumberStyles.None, CultureInfo.InvariantCulture);
            PictureReduction reduction = PictureReduction.For(options, bands);
            float[] means = file.Floats(MeansTensor, reduction.Bands(bands));
            float scale = file.Floats(ScaleTensor)[0];
            NetworkMember[] members =
            [
                .. Enumerable.Range(0, options.Members)
                    .Select(member => ReadMember(file, member, ContentArchitecture.Trunk(options, reduction.Bands(bands)))),
            ];
            if (!members.All(member => AllFinite(member.Weights)) || !AllFinite(means) || !float.IsFinite(scale))
            {
                throw new InvalidDataException($"{path} holds numbers that are not finite; it is damaged.");
            }

            return new ManagedContentNetwork(options, bands, members, new BandStatistics(means, scale), ReadVersion(file));
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is damaged: {e.Message}", e);
        }
    }

    private static ModelVersion ReadVersion(SafeTensorsFile file)
    {
        string value = file.RequireMetadata(VersionKey);
        return value == default(ModelVersion).Value ? default : new ModelVersion(value);
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    private static NetworkMember ReadMember(SafeTensorsFile file, int member, LayerStack trunk)
    {
        float[] weights = new float[trunk.WeightCount];
        foreach ((string layer, WeightTensor tensor, Range place) in trunk.Tensors())
        {
            file.Floats(Key(member, layer, tensor), tensor.Shape).CopyTo(weights.AsSpan(place));
        }

        return new NetworkMember(trunk, weights);
    }

    private static string Key(int member, string layer, WeightTensor tensor) =>
        string.Create(CultureInfo.InvariantCulture, $"member{member}.{layer}.{tensor.Name}");
}
