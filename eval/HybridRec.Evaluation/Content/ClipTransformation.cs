using HybridRec.Engine.Audio;

namespace HybridRec.Evaluation.Content;

/// <summary>A change of a clip that leaves its music the same.</summary>
/// <param name="Name">Name in files: <c>low-pass</c>.</param>
/// <param name="Title">Name in reports.</param>
/// <param name="ApplyAsync">
/// Gives the excerpts of the changed clip; null where nothing is left to hear. May throw
/// <see cref="AudioDecodeException"/>, which concerns the clip only.
/// </param>
public sealed record ClipTransformation(
    string Name,
    string Title,
    Func<Clip, CancellationToken, ValueTask<IReadOnlyList<Spectrogram>?>> ApplyAsync);
