using HybridRec.Engine.Catalogue;

namespace HybridRec.Engine.Serving;

/// <summary>How audible it is when one track follows another.</summary>
/// <remarks>
/// step = ear + ½ tempo + ¼ key + ¼ loudness, each 0 (alike) to 1, ½ where one side was not measured. ear: (1 − cos) ÷ 2, the mean of
/// the whole tracks' cosine and that of the end of one with the beginning of the other, where the model has heard
/// these. tempo: the ratio in octaves from the nearest whole one, for a measured tempo may be off by a factor of two. key: steps on the circle
/// of fifths between the keys' major parallels, where both keys are clear. loudness: 12 LU apart are far apart.
/// </remarks>
internal static class Transitions
{
    private const float Unknown = 0.5f;
    private const float TempoWeight = 0.5f;
    private const float KeyWeight = 0.25f;
    private const float LoudnessWeight = 0.25f;
    private const double ClearKey = 0.5;
    private const double FarLouder = 12;
    private const double Silence = -70;

    /// <summary>The steps between some tracks, shape (tracks, tracks): from row to column.</summary>
    /// <param name="model">Knows how they sound.</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="sounds">What was measured of them; null where nothing was.</param>
    public static float[,] Steps(ServingModel model, IReadOnlyList<int> rows, IReadOnlyList<SoundFeatures?> sounds)
    {
        float[,] steps = new float[rows.Count, rows.Count];
        for (int from = 0; from < rows.Count; from++)
        {
            for (int to = 0; to < rows.Count; to++)
            {
                steps[from, to] = from == to ? 0 : Ear(model, rows[from], rows[to]) + Measured(sounds[from], sounds[to]);
            }
        }

        return steps;
    }

    /// <summary>How lively a track is, in doublings: of amplitude (6 LU), of onsets a second, of brightness. NaN where nothing was measured.</summary>
    public static float Energy(SoundFeatures? sound) => sound is null
        ? float.NaN
        : (float)(((sound.LoudnessLufs ?? Silence) / 6) + Math.Log2(Math.Max(sound.OnsetRate, 0.1)) + Math.Log2(Math.Max(sound.CentroidHz, 20)));

    /// <summary>The step by ear, 0 to 1.</summary>
    public static float Ear(ServingModel model, int from, int to)
    {
        if (model.AudioNorms[from] == 0 || model.AudioNorms[to] == 0)
        {
            return Unknown;
        }

        float whole = model.AudioCosine(from, to);
        float cosine = model.Edges is null ? whole : (whole + model.TransitionCosine(from, to)) / 2;
        return (1 - cosine) / 2;
    }

    private static float Measured(SoundFeatures? from, SoundFeatures? to)
    {
        if (from is null || to is null)
        {
            return (TempoWeight + KeyWeight + LoudnessWeight) * Unknown;
        }

        double octaves = Math.Log2(to.TempoBpm / from.TempoBpm);
        float tempo = (float)(2 * Math.Abs(octaves - Math.Round(octaves)));
        float key = Math.Min(from.KeyStrength, to.KeyStrength) < ClearKey ? Unknown : Fifths(from.Key, to.Key) / 6f;
        double louder = Math.Abs((from.LoudnessLufs ?? Silence) - (to.LoudnessLufs ?? Silence));
        return (TempoWeight * tempo) + (KeyWeight * key) + (LoudnessWeight * (float)Math.Min(1, louder / FarLouder));
    }

    /// <summary>Steps between two keys on the circle of fifths, 0 to 6; a minor key stands with its major parallel.</summary>
    public static int Fifths(MusicalKey one, MusicalKey other)
    {
        int apart = Math.Abs(Place(one) - Place(other));
        return Math.Min(apart, 12 - apart);

        static int Place(MusicalKey key) => (key.IsMinor ? key.Tonic + 3 : key.Tonic) * 7 % 12;
    }
}
