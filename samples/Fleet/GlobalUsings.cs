global using Unit = LanguageExt.Unit;
